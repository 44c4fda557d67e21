import { copyWith, definedFields, type PodSpec } from "@engenho/core";
import { withFields } from "./fields.js";
import { memoizeByReference } from "./memoize.js";

type Toleration = NonNullable<PodSpec["tolerations"]>[number];

/** How long a Pod tolerates a node that is not ready or unreachable (DefaultTolerationSeconds). */
const defaultTolerationSeconds = 300;
const toleratedTaints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] as const;

/** The priorities of the built-in classes (scheduling.SystemPriorityClasses). */
const systemPriorities: ReadonlyMap<string, number> = new Map([
  ["system-node-critical", 2_000_001_000],
  ["system-cluster-critical", 2_000_000_000],
]);

/**
 * The effect of the admission plugins that are enabled by default on a new Pod's spec: the `default` ServiceAccount (without
 * the token volume), the two tolerations of 300 seconds, priority and preemptionPolicy. The priority of other PriorityClasses
 * remains absent. Caches its results.
 */
export const admitPodSpec: (spec: PodSpec) => PodSpec = memoizeByReference((spec) => {
  const account = spec.serviceAccountName || "default";
  const priority = spec.priority ?? priorityOf(spec.priorityClassName ?? "");
  return withFields<PodSpec>(
    withDefaultTolerations(spec),
    definedFields({
      serviceAccountName: account,
      serviceAccount: account,
      priority,
      preemptionPolicy: spec.preemptionPolicy ?? "PreemptLowerPriority",
    }),
  );
});

/** The part of admission that also applies to a Pod's update: the two default tolerations. Caches its results. */
export const withDefaultTolerations: (spec: PodSpec) => PodSpec = memoizeByReference((spec) => {
  const tolerations = spec.tolerations ?? [];
  const missing = toleratedTaints.filter((key) => !tolerations.some((toleration) => coversNoExecute(toleration, key)));
  if (missing.length === 0) return spec;
  const added = missing.map(
    (key): Toleration => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: defaultTolerationSeconds,
    }),
  );
  return copyWith(spec, { tolerations: [...tolerations, ...added] });
});

function coversNoExecute(toleration: Toleration, key: string): boolean {
  const coversKey = (toleration.key ?? "") === "" || toleration.key === key;
  return coversKey && ((toleration.effect ?? "") === "" || toleration.effect === "NoExecute");
}

function priorityOf(className: string): number | undefined {
  return className === "" ? 0 : systemPriorities.get(className);
}
