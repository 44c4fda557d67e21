import type { StatefulSet } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import type { PodLike } from "../../pod-template/warnings/pod-warnings.js";
import { claimSpecWarnings } from "../../pod-template/warnings/volume-warnings.js";
import { namelessWorkload, templateWarnings } from "../../pod-template/warnings/workload-warnings.js";

const ofHistory = ({ spec }: StatefulSet) =>
  (spec?.revisionHistoryLimit ?? 0) < 0
    ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]
    : [];
const ofTemplates = namelessWorkload(({ spec }: StatefulSet) => [
  ...templateWarnings(spec?.template as PodLike),
  ...(spec?.volumeClaimTemplates ?? []).flatMap((claim, index) =>
    claimSpecWarnings(claim.spec, `spec.volumeClaimTemplates[${index}]`),
  ),
]);

/** Upstream: WarningsOnCreate and WarningsOnUpdate of StatefulSet's strategy. */
export const statefulSetWarnings: KindWarnings = {
  warningsOnCreate: (set) => [...(ofTemplates.warningsOnCreate?.(set) ?? []), ...ofHistory(set as StatefulSet)],
  warningsOnUpdate: (next, current) => [
    ...(ofTemplates.warningsOnUpdate?.(next, current) ?? []),
    ...ofHistory(next as StatefulSet),
  ],
};
