/**
 * Loaded before the program (`--require`): reports to the parent, on request, how much processor time the main thread has used
 * between two calls of a one-millisecond timer: no more than one turn of the event loop and that millisecond. Other clients
 * wait for as long as a turn takes; unlike wall-clock time, processor time does not include other programs. Linux only.
 */
import { openSync, readSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import type { TurnSample } from "./turn-times.js";

const statistics = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
const bytes = Buffer.alloc(64);
const space = 0x20;
const leastMs = 1;

let samples: TurnSample[] = [];
let collections: (readonly [endMs: number, durationMs: number])[] = [];
let beforeMs = processorMs();
let startedMs = performance.now();

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) collections.push([startTime + duration, duration]);
}).observe({ entryTypes: ["gc"] });

process.on("message", () => {
  // After the turn in which the request arrived, and after its garbage collections have been reported.
  setTimeout(() => {
    const taken = samples.map((sample) => ({ ...sample, collectionMs: collectionsIn(sample) }));
    samples = [];
    collections = [];
    process.send?.(taken);
  }, 5);
});
process.channel?.unref();
look();

function look(): void {
  const endedMs = performance.now();
  const taken = processorMs() - beforeMs;
  // Most turns are short, and recording them would be work for the garbage collector.
  if (taken > leastMs) samples.push({ processorMs: taken, startedMs, endedMs, collectionMs: 0 });
  beforeMs = processorMs();
  startedMs = performance.now();
  setTimeout(look, 1).unref();
}

function collectionsIn({ startedMs: from, endedMs: to }: TurnSample): number {
  return collections.reduce(
    (sum, [endMs, durationMs]) => (endMs > from && endMs <= to + 1 ? sum + durationMs : sum),
    0,
  );
}

function processorMs(): number {
  // The kernel updates a running thread's figures for this call.
  process.cpuUsage();
  readSync(statistics, bytes, 0, bytes.length, 0);
  return Number(bytes.toString("latin1", 0, bytes.indexOf(space))) / 1e6;
}
