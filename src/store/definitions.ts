/**
 * The port behind which definitions are kept, with their versions. Owns the shape. A database follows behind
 * the same port.
 *
 * D1. What `put` has answered is there after a kill at any later moment.
 * D2. Same bytes of the same name = same version; versions are numbered 1, 2, 3 … per name and never change.
 */
export interface StoredDefinition {
  readonly name: string;
  readonly version: number;
  /** SHA-256 (hex) of the bytes of the text. */
  readonly hash: string;
  readonly text: string;
  /** `yaml` or `json`: how the text was sent. */
  readonly format: 'yaml' | 'json';
  readonly createdAt: string;
}

export interface DefinitionStore {
  /** Stores the text as the current version. `created` is false when these bytes were a version already. */
  put(
    name: string,
    text: string,
    format: 'yaml' | 'json',
  ): Promise<{ definition: StoredDefinition; created: boolean }>;
  /** The current version, or the given one; undefined = unknown. */
  get(name: string, version?: number): Promise<StoredDefinition | undefined>;
  /** Current versions, by name. */
  list(): Promise<readonly StoredDefinition[]>;
  versions(name: string): Promise<readonly StoredDefinition[]>;
}
