/** Signals to a keeper: anybody may send anything. Owns what becomes of one that says nothing. */
import { log, setHandler, type SignalDefinition } from '@temporalio/workflow';

/**
 * Handles a signal from now on.
 * @param parse gives undefined where what was sent is no `shape`: it is passed over, and logged
 */
export function take<T, Sent>(
  signal: SignalDefinition<[Sent]>,
  shape: string,
  parse: (sent: unknown) => T | undefined,
  act: (value: T) => void,
): void {
  setHandler(signal, (sent: unknown) => {
    const value = parse(sent);
    if (value === undefined) log.warn(`a signal \`${signal.name}\` is passed over: it is no ${shape}`);
    else act(value);
  });
}
