import type { DaemonSet } from "@engenho/core";
import { namelessWorkload, templateWarnings } from "../../pod-template/warnings/workload-warnings.js";
import type { KindWarnings } from "../../shared/kind-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of DaemonSet's strategy. */
export const daemonSetWarnings: KindWarnings = namelessWorkload(({ spec }: DaemonSet) =>
  templateWarnings(spec?.template),
);
