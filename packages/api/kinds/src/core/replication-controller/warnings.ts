import type { ReplicationController } from "@engenho/core";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";
import type { KindWarnings } from "../../shared/kind-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of ReplicationController's strategy. */
export const replicationControllerWarnings: KindWarnings = workload(({ spec }: ReplicationController) =>
  templateWarnings(spec?.template),
);
