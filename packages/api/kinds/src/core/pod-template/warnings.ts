import type { PodTemplate } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { type PodLike, podSpecAndMetaWarnings } from "../../pod-template/warnings/pod-warnings.js";

/** Upstream: WarningsOnCreate and WarningsOnUpdate of PodTemplate's strategy. */
export const podTemplateWarnings: KindWarnings = both(({ template }: PodTemplate) =>
  template === undefined ? [] : podSpecAndMetaWarnings(template as PodLike, "template"),
);
