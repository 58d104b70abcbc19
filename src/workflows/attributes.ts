/**
 * Keeps the search attributes of a run true. Owns when they are written: only when the open status or what the run
 * waits for changes (settled 6), and only those that the server knows.
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { openStatus, type OpenStatus, type RunState, waitingFor } from '../interpreter/sandbox.ts';
import type { SearchAttributeName } from './messages.ts';

const statusName: SearchAttributeName = 'OstinatoStatus';
const waitingName: SearchAttributeName = 'OstinatoWaitingFor';
const statusKey = defineSearchAttributeKey(statusName, SearchAttributeType.KEYWORD);
const waitingKey = defineSearchAttributeKey(waitingName, SearchAttributeType.KEYWORD_LIST);

/** @param before what the search attributes say already */
export function upsertStatus(usable: readonly string[], before: OpenStatus): (state: RunState) => void {
  let said = before;
  return (state) => {
    const status = openStatus(state);
    if (status === said) return;
    said = status;
    const waits = status === 'running' ? null : [...waitingFor(state)];
    const pairs = [
      ...(usable.includes(statusName) ? [{ key: statusKey, value: status }] : []),
      ...(usable.includes(waitingName) ? [{ key: waitingKey, value: waits }] : []),
    ];
    if (pairs.length > 0) upsertSearchAttributes(pairs);
  };
}
