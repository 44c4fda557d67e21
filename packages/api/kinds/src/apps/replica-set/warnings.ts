import type { ReplicaSet } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of ReplicaSet's strategy. */
export const replicaSetWarnings: KindWarnings = workload(({ spec }: ReplicaSet) => templateWarnings(spec?.template));
