/**
 * What the activities are given by the composition root. Owns the shapes and nothing that computes.
 */
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { ArtifactStore } from '../store/artifacts.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { ResultCache } from '../store/cache.ts';
import type { DefinitionStore } from '../store/definitions.ts';
import type { ModelSettings } from './agent/models.ts';
import type { Peers } from './peers.ts';
import type { ToolRegistry } from './tools/registry.ts';

export interface ActivityDeps {
  /** Folder of the programs that `run` nodes name by a relative path. Absolute. */
  readonly programs: string;
  /** The least sandbox of programs. */
  readonly sandbox: 'none' | 'strict';
  /** Folder of everything that Ostinato keeps. Absolute. */
  readonly data: string;
  /** Value of a secret by its name in definitions; undefined = not configured. */
  readonly secret: (name: string) => string | undefined;
  readonly tools: ToolRegistry;
  readonly models: ModelSettings;
  readonly blobs: BlobStore;
  readonly artifacts: ArtifactStore;
  readonly cache: ResultCache;
  readonly definitions: DefinitionStore;
  /** What definitions are checked against that are loaded or made while runs go on. */
  readonly catalogue: Catalogue;
  readonly peers: Peers;
  readonly log: ActivityLog;
  /** Ms since 1970. */
  readonly now: () => number;
}

/** The part of a pino logger that is used. */
export interface ActivityLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
