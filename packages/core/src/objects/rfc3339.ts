// The last result: most timestamps written in a row fall into the same second, and then share one string.
let lastSecond = Number.NaN;
let lastText = "";

/** Formats a time as metav1.Time does: RFC 3339 in UTC, truncated to the second. `ms` counts from the Unix epoch. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, -5)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** Parses an RFC 3339 time to milliseconds since the Unix epoch; `undefined` if it is absent or cannot be parsed. */
export function parseTime(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
