/** What a person reads when everything is up: where it is, and what to type next. Owns the words. */
import { readConfig } from '../config.ts';
import type { Service, Temporal } from './service.ts';

export function banner({ config, mock }: Service, { address, ui }: Temporal, api: string): string {
  return [
    '',
    mock ? 'Ostinato is up. Models are answered by a local double.' : 'Ostinato is up.',
    '',
    `  API              ${api}`,
    `  Temporal         ${address}`,
    `  Temporal Web UI  ${ui ?? 'not known; set OSTINATO_TEMPORAL_UI'}`,
    '',
    'Next, in another terminal:',
    '',
    `  ${findsByItself(config.data) ? '' : `OSTINATO_URL=${api} `}npx ostinato run definitions/welcome.yaml --input name=Ada`,
    '',
    'Ctrl-C stops it. The next start goes on with the runs.',
    '',
  ].join('\n');
}

/** The command line looks into the usual data folder of the folder that it is called in. */
function findsByItself(data: string): boolean {
  return data === readConfig({}).data;
}
