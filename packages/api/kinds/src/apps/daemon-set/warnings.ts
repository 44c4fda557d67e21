import type { DaemonSet } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { namelessWorkload, templateWarnings } from "../../pod-template/warnings/workload-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of DaemonSet's strategy. */
export const daemonSetWarnings: KindWarnings = namelessWorkload(({ spec }: DaemonSet) =>
  templateWarnings(spec?.template),
);
