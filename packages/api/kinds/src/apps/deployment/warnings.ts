import type { Deployment } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Deployment's strategy. */
export const deploymentWarnings: KindWarnings = workload(({ spec }: Deployment) => templateWarnings(spec?.template));
