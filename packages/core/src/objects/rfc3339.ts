// What was answered last. Most moments that are written fall into the same second, and then share one text.
let lastSecond = Number.NaN;
let lastText = "";

/** The text of a moment as metav1.Time writes it: RFC 3339 in UTC, cut to the second. `ms` counts from the Unix epoch. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, -5)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** The moment that an RFC 3339 text names, in milliseconds since the Unix epoch; `undefined` for an absent or unreadable one. */
export function parseTime(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
