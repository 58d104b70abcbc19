/** What programs import from `ostinato`: the typed client of the HTTP API. Tools are written with `ostinato/tools`. */
export {
  createClient,
  type Format,
  type OstinatoClient,
  type ResumeOptions,
  type RunsQuery,
  type StartOptions,
} from './client/http-client.ts';
export { ProblemError, UnreachableError } from './client/http-errors.ts';
export type * from './client/wire.ts';
