import type { ContainerReference } from "@engenho/core";
import { type LogLine, linesOf } from "./log-lines.js";

/** How large the logs of all containers may become together, approximately, in bytes. */
const maxBytes = 32 * 1024 * 1024;
/** How large the log of one container may become; the oldest lines are dropped first. */
const maxContainerBytes = 1024 * 1024;
/** What a line costs besides its text. */
const lineBytes = 64;

interface Log {
  lines: LogLine[];
  bytes: number;
  readonly listeners: Set<(lines: readonly LogLine[]) => void>;
}

/** The lines that were added to the logs of containers. Those of the container that was written to longest ago go first. */
export class ContainerLogs {
  /** By pod uid and container, the latest written last. */
  readonly #logs = new Map<string, Log>();
  #bytes = 0;

  linesOf(container: ContainerReference): readonly LogLine[] {
    return this.#logs.get(keyOf(container))?.lines ?? [];
  }

  append(container: ContainerReference, lines: readonly LogLine[]): void {
    const key = keyOf(container);
    const log = this.#logs.get(key) ?? emptyLog();
    this.#logs.delete(key);
    this.#logs.set(key, log);
    log.lines = [...log.lines, ...lines];
    this.#grow(log, sizeOf(lines));
    this.#drop(log, excessLines(log.lines, log.bytes - maxContainerBytes));
    for (const [oldest, other] of this.#logs) {
      if (this.#bytes <= maxBytes || oldest === key) break;
      this.#drop(other, other.lines.length);
      if (other.listeners.size === 0) this.#logs.delete(oldest);
    }
    for (const listener of log.listeners) listener(lines);
  }

  /** Calls `listener` with the lines that are added; returns how to stop. */
  listen(container: ContainerReference, listener: (lines: readonly LogLine[]) => void): () => void {
    const key = keyOf(container);
    const log = this.#logs.get(key) ?? emptyLog();
    this.#logs.set(key, log);
    log.listeners.add(listener);
    return () => {
      log.listeners.delete(listener);
      if (log.listeners.size === 0 && log.lines.length === 0 && this.#logs.get(key) === log) this.#logs.delete(key);
    };
  }

  #drop(log: Log, count: number): void {
    if (count === 0) return;
    this.#grow(log, -sizeOf(log.lines.slice(0, count)));
    log.lines = log.lines.slice(count);
  }

  #grow(log: Log, bytes: number): void {
    log.bytes += bytes;
    this.#bytes += bytes;
  }
}

/** The last lines of a text, as many as the log of a container keeps: the text is cut before it is split. */
export function lastLinesOf(text: string, ms: number): readonly LogLine[] {
  const most = maxContainerBytes / lineBytes;
  let from = text.endsWith("\n") ? text.length - 1 : text.length;
  for (let count = 0; count < most && from > 0; count++) from = text.lastIndexOf("\n", from - 1);
  return linesOf(from <= 0 ? text : text.slice(from + 1), ms);
}

function emptyLog(): Log {
  return { lines: [], bytes: 0, listeners: new Set() };
}

function keyOf({ pod, container }: ContainerReference): string {
  return `${pod.metadata.uid}/${container}`;
}

/** How many of the first lines make up so many bytes. */
function excessLines(lines: readonly LogLine[], bytes: number): number {
  let count = 0;
  for (let rest = bytes; rest > 0 && count < lines.length; count++) rest -= sizeOf([lines[count] as LogLine]);
  return count;
}

function sizeOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length + lineBytes, 0);
}
