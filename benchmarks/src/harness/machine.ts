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
}

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
  };
}

/** The same as a sentence. */
export function machineSentence(machine: Machine): string {
  const { processor, cores, memoryGiB, system, node, loadBefore } = machine;
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; load before: ${loadBefore}`;
}
