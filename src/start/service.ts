/** What the parts of a process that serves are given. Owns the shape. */
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { SearchAttributeName } from '../workflows/messages.ts';
import type { Lifetime } from './lifetime.ts';

export interface Service {
  readonly config: Config;
  readonly logger: Logger;
  readonly life: Lifetime;
  /** Lines for the person who started the process. */
  readonly say: (line: string) => void;
  /** Models are answered by the local double. */
  readonly mock: boolean;
}

/** Temporal as it was found or started. */
export interface Temporal {
  /** `host:port` */
  readonly address: string;
  /** URL of the Web UI, where it is known. */
  readonly ui?: string;
  readonly connection: NativeConnection;
  /** Search attributes that runs may set. */
  readonly attributes: readonly SearchAttributeName[];
}
