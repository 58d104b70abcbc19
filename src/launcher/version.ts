/** The version of the `temporal` program that Ostinato is tested with and installs, and how a program's is asked. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const testedVersion = '1.9.1';

/** The version that the program reports; undefined when it cannot be run or reports none. */
export async function versionOf(program: string): Promise<string | undefined> {
  const output = await promisify(execFile)(program, ['--version'], {
    timeout: 20_000,
    killSignal: 'SIGKILL',
  }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return /^temporal version (\d+\.\d+\.\d+)/m.exec(output)?.[1];
}
