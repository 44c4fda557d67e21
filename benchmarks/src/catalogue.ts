import { rolloutHollow } from "./cases/rollout-hollow.js";
import { rolloutKubelet } from "./cases/rollout-kubelet.js";
import type { Benchmark } from "./harness/benchmark.js";

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [rolloutHollow, rolloutKubelet];
