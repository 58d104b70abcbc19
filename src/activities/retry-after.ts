/**
 * How long a server asks to be left alone: `retry-after-ms` (ms), else `Retry-After` (seconds or an HTTP date, RFC 9110
 * §10.2.3). Owns the reading of both headers.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const ms = amount(headers.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const after = headers.get('retry-after');
  const seconds = amount(after);
  if (seconds !== undefined) return seconds * 1_000;
  // `Date.parse` takes much that is no date; all forms of HTTP begin with the name of a day.
  const date =
    after !== null && /^[A-Z][a-z]+day|^[A-Z][a-z]{2}\b/.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function amount(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
