/**
 * Texts that Temporal is given as they are, beside its payloads: types and messages of failures, types of activities.
 * Owns that they are not too long, and that they are Unicode: one with half of a surrogate pair ends the worker that
 * hands it on, and then the next one.
 */

/** At most `length` UTF-16 units; what is not Unicode becomes U+FFFD. */
export function clip(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, length - 1)}…`).toWellFormed();
}
