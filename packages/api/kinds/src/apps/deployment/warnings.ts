import type { Deployment } from "@engenho/core";
import { templateWarnings, workload } from "../../pod-template/warnings/workload-warnings.js";
import type { KindWarnings } from "../../shared/kind-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Deployment's strategy. */
export const deploymentWarnings: KindWarnings = workload(({ spec }: Deployment) => templateWarnings(spec?.template));
