import type { batchV1, Job } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { type PodLike, podSpecAndMetaWarnings } from "../../pod-template/warnings/pod-warnings.js";
import { workload } from "../../pod-template/warnings/workload-warnings.js";

const manyCompletions = 100_000;
const manyAtOnce = 10_000;

/** The warnings of a Job, or of the Job of a CronJob, whose spec is at `path`. */
export function jobSpecWarnings(spec: batchV1.JobSpec | undefined, path: string): readonly string[] {
  if (spec === undefined) return [];
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const tooMany = completionMode === "Indexed" && completions > manyCompletions && parallelism > manyAtOnce;
  const text =
    "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail";
  return [...(tooMany ? [`${path}: ${text}`] : []), ...podSpecAndMetaWarnings(template as PodLike, `${path}.template`)];
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Job's strategy. */
export const jobWarnings: KindWarnings = workload(({ spec }: Job) => jobSpecWarnings(spec, "spec"));
