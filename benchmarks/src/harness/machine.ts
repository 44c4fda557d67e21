import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** Where the figures come from. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The load of the last minute before the benchmarks began: above 0.5 somebody else was working too. */
  readonly loadBefore: number;
  /** The longest that a loop which only reads the clock was held up, in {@link watchedMs} before the benchmarks began. */
  readonly longestPauseMs: number;
}

const watchedMs = 2000;

/** Describes this machine. */
export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    processor: `${first?.model.trim() ?? "unknown"}`,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    longestPauseMs: Number(longestPause(watchedMs).toFixed(1)),
  };
}

/** What no program can do anything about: the system, or the host of a virtual machine, runs somebody else. */
function longestPause(forMs: number): number {
  const startedMs = performance.now();
  let longestMs = 0;
  for (let lastMs = startedMs; lastMs - startedMs < forMs; ) {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
  }
  return longestMs;
}

/** The same as a sentence. */
export function machineSentence(machine: Machine): string {
  const { processor, cores, memoryGiB, system, node, loadBefore, longestPauseMs } = machine;
  const quiet = `load before: ${loadBefore}; an idle loop was held up for ${longestPauseMs} ms at most in ${watchedMs / 1000} s`;
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; ${quiet}`;
}
