import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { record, times } from "./requests.js";

/** The processor time of each turn of this thread's event loop: for so long, everybody else waits. */
export class TurnMeter {
  #handle: NodeJS.Immediate | undefined;
  #beforeMs = 0;
  #longestMs = 0;

  start(): void {
    this.#longestMs = 0;
    this.#beforeMs = processorMs();
    const look = () => {
      const nowMs = processorMs();
      this.#longestMs = Math.max(this.#longestMs, nowMs - this.#beforeMs);
      this.#beforeMs = nowMs;
      this.#handle = setImmediate(look);
    };
    this.#handle = setImmediate(look);
  }

  /** The longest turn since the start, in milliseconds. */
  stop(): number {
    clearImmediate(this.#handle);
    return Math.max(this.#longestMs, processorMs() - this.#beforeMs);
  }
}

/** The processor time of this thread so far; of the whole process where the system does not tell. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  // For this call, Linux updates the figures of the running thread too.
  if (platform() !== "linux") return (user + system) / 1000;
  return Number(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[0]) / 1e6;
}

/**
 * Processor time of parsing 90,000 fields, in ms: the shortest of three. It is the longest step of a request that cannot be divided
 * (decision 034), and the unit in which turns are measured here, because every machine has its own speed. A quiet one takes some 25 ms.
 */
export function parsingMs(): number {
  const text = JSON.stringify(record(90_000, () => "v"));
  return Math.min(
    ...times(3, () => {
      const before = processorMs();
      JSON.parse(text);
      return processorMs() - before;
    }),
  );
}
