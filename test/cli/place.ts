/** A server, a folder and small definitions in it, for tests of the command line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startApi, type TestApi } from '../support/api.ts';
import { askYaml, faultyYaml, tinyYaml } from '../support/definitions.ts';
import { freshFolder } from '../support/folder.ts';

export interface Place {
  readonly api: TestApi;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly ask: string;
  readonly tiny: string;
  readonly faulty: string;
}

export async function place(): Promise<Place> {
  const [api, folder] = await Promise.all([startApi(), freshFolder()]);
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  return {
    api,
    folder,
    env: { OSTINATO_URL: api.url, OSTINATO_DATA: folder },
    ask: await write('ask.yaml', askYaml),
    tiny: await write('tiny.yaml', tinyYaml),
    faulty: await write('faulty.yaml', faultyYaml),
  };
}
