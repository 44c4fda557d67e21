// The last result: most timestamps written in a row fall into the same second, and then share one string.
let lastSecond = Number.NaN;
let lastText = "";

/** The first and the last second that RFC 3339 can represent, except the very first one, which is Go's zero time. */
const earliestSecond = Date.parse("0001-01-01T00:00:01Z") / 1000;
const latestSecond = Date.parse("9999-12-31T23:59:59Z") / 1000;

/**
 * Formats a time as metav1.Time does: RFC 3339 in UTC, truncated to the second (AP-1). `ms` counts from the Unix epoch; times
 * outside the years 1 to 9999, such as the end of a grace period of int64's maximum, are clamped.
 */
export function formatTime(ms: number): string {
  const second = Math.min(Math.max(Math.floor(ms / 1000), earliestSecond), latestSecond);
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
