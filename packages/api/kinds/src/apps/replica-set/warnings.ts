import type { ReplicaSet } from "@engenho/core";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";
import type { KindWarnings } from "../../shared/kind-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of ReplicaSet's strategy. */
export const replicaSetWarnings: KindWarnings = workload(({ spec }: ReplicaSet) => templateWarnings(spec?.template));
