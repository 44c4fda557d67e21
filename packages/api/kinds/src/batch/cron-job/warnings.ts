import type { batchV1, CronJob } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { workload } from "../../pod-template/warnings/workload-warnings.js";
import { jobSpecWarnings } from "../job/warnings.js";

const rules = workload(({ spec }: CronJob) =>
  jobSpecWarnings(spec?.jobTemplate?.spec as batchV1.JobSpec, "spec.jobTemplate.spec"),
);
const advice =
  "use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of CronJob's strategy. */
export const cronJobWarnings: KindWarnings = {
  ...rules,
  warningsOnUpdate: (next, current) => [
    ...(rules.warningsOnUpdate?.(next, current) ?? []),
    ...((next as CronJob).spec?.schedule?.includes("TZ") === true
      ? [`cannot use TZ or CRON_TZ in spec.spec.schedule, ${advice}`]
      : []),
  ],
};
