/**
 * The fields of the plan that only one kind of node has, read off its texts. Owns the way from each kind to its reading;
 * edges, joins and the nodes of blocks are made elsewhere.
 */
import type { NodeDocument } from '../document/kinds.ts';
import type { NodeFields } from '../model.ts';
import { mapFields, repeatFields } from './fields/blocks.ts';
import { type FieldContext, pairs } from './fields/context.ts';
import { emitFields, receiveFields } from './fields/events.ts';
import { cancelFields, endFields, failFields, setFields, switchFields, waitFields } from './fields/flow.ts';
import { humanFields } from './fields/human.ts';
import { defineFields, planFields, workflowFields } from './fields/runs.ts';
import { agentFields, runFields, toolFields } from './fields/work.ts';

/** Nothing for a broken node. */
export function readFields(document: NodeDocument, context: FieldContext): NodeFields | undefined {
  switch (document.kind) {
    case 'agent':
      return agentFields(document, context);
    case 'run':
      return runFields(document, context);
    case 'tool':
      return toolFields(document, context);
    case 'human':
      return humanFields(document, context);
    case 'let':
      return { kind: 'let', values: pairs(document.let, 'let', context) };
    case 'set':
      return setFields(document, context);
    case 'switch':
      return switchFields(document, context);
    case 'wait':
      return waitFields(document, context);
    case 'do':
      return { kind: 'do' };
    case 'map':
      return mapFields(document, context);
    case 'repeat':
      return repeatFields(document, context);
    case 'workflow':
      return workflowFields(document, context);
    case 'receive':
      return receiveFields(document, context);
    case 'emit':
      return emitFields(document, context);
    case 'plan':
      return planFields(document, context);
    case 'define':
      return defineFields(document, context);
    case 'cancel':
      return cancelFields(document, context);
    case 'end':
      return endFields(document, context);
    case 'fail':
      return failFields(document, context);
    case 'broken':
      return undefined;
  }
}
