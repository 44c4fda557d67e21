import { featureGatesOf } from "../runtime-config/feature-gates.js";
import { knownGates } from "../runtime-config/known-gates.js";
import type { Measure } from "./measure.js";

/** Which feature gates are on, with Kubernetes' name. Throws as {@link featureGatesOf}. */
export function featureMeasure(featureGates: readonly string[]): Measure {
  const { enabled } = featureGatesOf(featureGates);
  const stages = [
    ["AllAlpha", "ALPHA"],
    ["AllBeta", "BETA"],
    ...Array.from(knownGates, ([name, { stage }]) => [name, stage]),
  ];
  const samples = stages.map(([name = "", stage = ""]) => ({
    labels: { name, stage },
    value: enabled.has(name) ? 1 : 0,
  }));
  return { name: "kubernetes_feature_enabled", type: "gauge", read: () => samples };
}
