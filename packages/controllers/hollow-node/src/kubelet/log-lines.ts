import type { LogSelection } from "@engenho/core";

/** A line of a log, without its line feed. */
export interface LogLine {
  /** When it was written, in milliseconds since 1970. */
  readonly ms: number;
  readonly text: string;
}

/** The lines of a text; what follows its last line feed is a line if it is not empty. */
export function linesOf(text: string, ms: number): LogLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => ({ ms, text: line.endsWith("\r") ? line.slice(0, -1) : line }));
}

/** The selected part of a log as text (upstream: kubelet's ReadLogs: time, then tail, then bytes). */
export function selectLog(lines: readonly LogLine[], selection: LogSelection): string {
  const {
    sinceMs = Number.NEGATIVE_INFINITY,
    tailLines = Number.POSITIVE_INFINITY,
    limitBytes,
    timestamps,
  } = selection;
  const recent = lines.filter(({ ms }) => ms >= sinceMs);
  const text = formatLines(recent.slice(Math.max(0, recent.length - tailLines)), timestamps === true);
  if (limitBytes === undefined) return text;
  // A character of which only a part has a place is left out.
  const bytes = new TextEncoder().encode(text).subarray(0, limitBytes);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: true });
}

/** Lines as text. */
export function formatLines(lines: readonly LogLine[], timestamps: boolean): string {
  return lines.map(({ ms, text }) => `${timestamps ? `${rfc3339Nano(ms)} ` : ""}${text}\n`).join("");
}

function rfc3339Nano(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000000Z");
}
