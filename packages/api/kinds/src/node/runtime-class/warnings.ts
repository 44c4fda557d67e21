import type { RuntimeClass } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { deprecatedLabelText } from "../../shared/node-labels.js";

function warningsOfClass({ scheduling }: RuntimeClass): readonly string[] {
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap((label) => {
    const text = deprecatedLabelText(label);
    return text === undefined ? [] : [`scheduling.nodeSelector: ${text}`];
  });
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of RuntimeClass's strategy. */
export const runtimeClassWarnings: KindWarnings = both(warningsOfClass);
