/** `ostinato artifacts`: lists what a run has left as files, and saves one of them. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { OstinatoClient } from '../../client/http-client.ts';
import type { ArtifactItem } from '../../client/wire.ts';
import { connect } from '../connect.ts';
import { UsageError } from '../failure.ts';
import { type JsonOption, jsonOption, print, printJson, remark } from '../output.ts';
import { dim } from '../print/style.ts';
import { table } from '../print/table.ts';

export function command(): Command {
  return new Command('artifacts')
    .description('list the files that a run has left, or save one of them')
    .argument('<run>', 'id of the run')
    .argument('[artifact]', 'its id; or its name, where only one has it')
    .option('-o, --output <file>', 'where to save it; - is stdout (default: its name, in this folder)')
    .addOption(jsonOption())
    .action(artifacts);
}

interface Options extends JsonOption {
  readonly output?: string;
}

async function artifacts(runId: string, wanted: string | undefined, options: Options): Promise<void> {
  const { output, json } = options;
  const client = await connect();
  const all = await everyArtifact(client, runId);
  if (wanted !== undefined) return save(client, runId, chosen(all, wanted), options);
  if (output !== undefined) throw new UsageError('Which one is to be saved? Give its id.');
  if (json) return printJson({ artifacts: all });
  print(all.length === 0 ? 'no artifacts' : table(all.map(cells)));
}

async function everyArtifact(client: OstinatoClient, runId: string): Promise<readonly ArtifactItem[]> {
  const all: ArtifactItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.artifacts(runId, { limit: 200, ...(cursor !== undefined && { cursor }) });
    all.push(...page.artifacts);
    ({ cursor } = page);
    if (cursor === undefined) return all;
  }
}

function cells({ id, name, kind, mime, size, node, visit }: ArtifactItem): readonly string[] {
  return [id, name, kind, dim(mime), `${size} B`, dim(`${node}#${visit}`)];
}

function chosen(all: readonly ArtifactItem[], wanted: string): ArtifactItem {
  const found = all.filter(({ id, name }) => id === wanted || name === wanted);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only)
    throw new UsageError(`The run has no artifact ${wanted}. Without it, the command lists what it has.`);
  throw new UsageError(
    `${wanted} is the name of several; give the id: ${found.map(({ id }) => id).join(', ')}`,
  );
}

async function save(
  client: OstinatoClient,
  runId: string,
  artifact: ArtifactItem,
  { output, json }: Options,
): Promise<void> {
  if (output === undefined && existsSync(artifact.name))
    throw new UsageError(`${artifact.name} is here already. Say with -o where to save it.`);
  // Nobody else has asked for what is given here: it is a web stream by its type alone.
  const bytes = Readable.fromWeb((await client.artifact(runId, artifact.id)) as never);
  if (output === '-') return pipeline(bytes, process.stdout, { end: false });
  const file = output ?? artifact.name;
  await write(bytes, file, artifact);
  if (json) printJson({ ...artifact, file });
  else remark(`${file} saved, ${artifact.size} B`);
}

/** Under its name only once all of it is there and right. */
async function write(bytes: Readable, file: string, { sha256 }: ArtifactItem): Promise<void> {
  const part = `${file}.part`;
  const hash = createHash('sha256');
  try {
    bytes.on('data', (piece: Uint8Array) => hash.update(piece));
    await pipeline(bytes, createWriteStream(part));
    if (hash.digest('hex') !== sha256) throw new DownloadError('other bytes came');
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    // What the system has to say of files is said as it is.
    if (error instanceof DownloadError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new DownloadError('it broke off', error);
  }
}

class DownloadError extends Error {
  constructor(problem: string, cause?: unknown) {
    const advice = 'Ask again; if that fails too, the store of the server has it no more as it was.';
    super(`The artifact did not come whole: ${problem}. ${advice}`, { cause });
    this.name = 'DownloadError';
  }
}
