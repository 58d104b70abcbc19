/** Signature only: the body follows in the next commit. */
import type { Analysis, TypeScope } from './types.ts';

export declare function analyse(cel: string, types: TypeScope): Analysis;
