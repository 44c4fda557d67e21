import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** The machine that the figures come from. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The load average of the last minute before the benchmarks started: above 0.5 other programs were running. */
  readonly loadBefore: number;
  /** The longest interruption of a loop that only reads the clock, during {@link watchedMs} before the benchmarks started. */
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

/** Interruptions beyond a program's control: the system, or the host of a virtual machine, runs something else. */
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
