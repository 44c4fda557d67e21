import type { PodTemplate } from "@engenho/core";
import { type PodLike, podWarnings } from "../../pod-template/warnings/pod-warnings.js";
import { both, type KindWarnings } from "../../shared/kind-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of PodTemplate's strategy. */
export const podTemplateWarnings: KindWarnings = both(({ template }: PodTemplate) =>
  template === undefined ? [] : podWarnings(template as PodLike, "template"),
);
