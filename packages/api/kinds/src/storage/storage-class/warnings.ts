import type { StorageClass } from "@engenho/core";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";
import { deprecatedLabelText } from "../../shared/node-labels.js";

function warningsOfStorageClass({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, position) => {
      const text = deprecatedLabelText(key);
      return text === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${position}]: ${text}`];
    }),
  );
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of StorageClass's strategy. */
export const storageClassWarnings: KindWarnings = both(warningsOfStorageClass);
