/** The plan of what a command is given: a file, or a workflow that a server has. Owns which of the two it is. */
import type { Plan } from '../interpreter/plan.ts';
import { connect } from './connect.ts';
import { isFile, readDefinition } from './files.ts';
import { assuming, compileText } from './local.ts';

/** Tools and secrets that are known only to the server are taken for granted: nothing is done here. */
export async function planOfTarget(target: string): Promise<Plan> {
  const text = isFile(target)
    ? await readDefinition(target)
    : (await (await connect()).workflow(target)).text;
  return (await compileText(target, text, assuming)).plan;
}
