import type { ReplicationController } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of ReplicationController's strategy. */
export const replicationControllerWarnings: KindWarnings = workload(({ spec }: ReplicationController) =>
  templateWarnings(spec?.template),
);
