/** The first and the last instant that RFC 3339 can represent, except the very first one, which is Go's zero time. */
const earliestMs = Date.parse("0001-01-01T00:00:01Z");
const latestMs = Date.parse("9999-12-31T23:59:59Z");

/**
 * An instant as metav1.Time prints it: RFC 3339, UTC, whole seconds (AP-1). Instants outside the years 1 to 9999, such as the
 * end of a grace period of int64's maximum, are clamped.
 */
export function formatTimestamp(milliseconds: number): string {
  const moment = Math.min(Math.max(Math.floor(milliseconds / 1000) * 1000, earliestMs), latestMs);
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds since the epoch of a timestamp; NaN for an invalid text. */
export function parseTimestamp(text: string): number {
  return Date.parse(text);
}

/** Formats the instants of a clock; all calls within one second share one string. */
export class SecondFormatter {
  #second = Number.NaN;
  #text = "";

  format(milliseconds: number): string {
    const second = Math.floor(milliseconds / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = formatTimestamp(milliseconds);
    }
    return this.#text;
  }
}
