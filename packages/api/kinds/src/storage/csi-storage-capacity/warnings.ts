import type { CSIStorageCapacity } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { deprecatedLabelText } from "../../shared/node-labels.js";

/** Upstream: GetWarningsForNodeSelector. */
function warningsOfCapacity({ nodeTopology }: CSIStorageCapacity): readonly string[] {
  const { matchLabels = {}, matchExpressions = [] } = nodeTopology ?? {};
  const ofExpressions = matchExpressions.flatMap(({ key }, index) => {
    const text = deprecatedLabelText(key);
    return text === undefined ? [] : [`nodeTopology.matchExpressions[${index}].key: ${key} is ${text}`];
  });
  const ofLabels = Object.keys(matchLabels).flatMap((label) => {
    const text = deprecatedLabelText(label);
    return text === undefined ? [] : [`nodeTopology.matchLabels.${label}: ${text}`];
  });
  return [...ofExpressions, ...ofLabels];
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of CSIStorageCapacity's strategy. */
export const csiStorageCapacityWarnings: KindWarnings = both(warningsOfCapacity);
