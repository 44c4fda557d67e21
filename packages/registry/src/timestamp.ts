/** A moment as metav1.Time prints it: RFC 3339, UTC, whole seconds (AP-1). */
export function formatTimestamp(milliseconds: number): string {
  return `${new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds since the epoch of a timestamp; NaN for a text that is none. */
export function parseTimestamp(text: string): number {
  return Date.parse(text);
}

/** Formats the moments of a clock; all calls within one second share one text. */
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
