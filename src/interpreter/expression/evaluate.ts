/** Signatures only: the body follows in the next commit. */
import type { Json } from '../json.ts';
import type { Expression, Template } from '../plan.ts';
import type { Bindings, Evaluated } from './types.ts';

export declare function evaluate(expression: Expression, bindings: Bindings): Evaluated<Json | undefined>;
export declare function holds(expression: Expression, bindings: Bindings): Evaluated<boolean>;
export declare function render(template: Template, bindings: Bindings): Evaluated<Json | undefined>;
export declare function renderText(template: Template, bindings: Bindings): Evaluated<string>;
