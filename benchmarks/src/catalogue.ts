import { access } from "./cases/access.js";
import { cluster } from "./cases/cluster.js";
import { crds } from "./cases/crds.js";
import { durable } from "./cases/durable.js";
import { envtest } from "./cases/envtest.js";
import { kubernetes } from "./cases/kubernetes.js";
import { latency } from "./cases/latency.js";
import { lists } from "./cases/lists.js";
import { rolloutHollow } from "./cases/rollout-hollow.js";
import { rolloutInProcess } from "./cases/rollout-in-process.js";
import { rolloutKubelet } from "./cases/rollout-kubelet.js";
import { size } from "./cases/size.js";
import { soak } from "./cases/soak.js";
import { start } from "./cases/start.js";
import { storeOperations } from "./cases/store.js";
import { throughput } from "./cases/throughput.js";
import { turns } from "./cases/turns.js";
import type { Benchmark } from "./harness/benchmark.js";

/** Every benchmark, in order of execution. */
export const benchmarks: readonly Benchmark[] = [
  start,
  envtest,
  storeOperations,
  durable,
  latency,
  throughput,
  access,
  lists,
  rolloutInProcess,
  rolloutHollow,
  rolloutKubelet,
  cluster,
  kubernetes,
  size,
  crds,
  turns,
  soak,
];
