import { controllerOf, type PodSpec, type Stored } from "@engenho/core";
import { evaluatePod } from "./policy/evaluate-pod.js";
import { describeLevel, type LevelVersion } from "./policy/level.js";

type Pod = Stored & { readonly spec?: PodSpec };

/** The most Pods that are checked when a namespace gets a new level. */
const mostPods = 3000;

/**
 * Warnings about the Pods that violate the new level of their namespace, those with the same reasons together (upstream:
 * EvaluatePodsInNamespace; without its limit of a second, for 3,000 Pods take less).
 */
export function warnOfExistingPods(namespace: string, pods: readonly Pod[], level: LevelVersion): readonly string[] {
  const checked = onePerControllerFirst(pods).slice(0, mostPods);
  const byReason = new Map<string, string[]>();
  for (const { metadata, spec } of checked) {
    if (spec === undefined) continue;
    const violations = evaluatePod({ annotations: metadata.annotations ?? {}, spec }, level);
    if (violations.length === 0) continue;
    const reason = violations.map((violation) => violation.reason).join(", ");
    const names = byReason.get(reason);
    if (names === undefined) byReason.set(reason, [metadata.name]);
    else names.push(metadata.name);
  }
  const warnings: string[] = [];
  if (checked.length < pods.length) {
    warnings.push(
      `new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`,
    );
  }
  if (byReason.size > 0) {
    warnings.push(
      `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${describeLevel(level)}"`,
    );
  }
  return [...warnings, ...[...byReason].map(([reason, names]) => `${describePods(names)}: ${reason}`).sort()];
}

/** Pods of one controller are similar: the first of each controller is checked before all others. */
function onePerControllerFirst(pods: readonly Pod[]): readonly Pod[] {
  const seen = new Set<string>();
  const first: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    const uid = controllerOf(pod)?.uid;
    if (uid !== undefined && seen.has(uid)) others.push(pod);
    else first.push(pod);
    if (uid !== undefined) seen.add(uid);
  }
  return [...first, ...others];
}

function describePods(names: readonly string[]): string {
  const [first = ""] = [...names].sort();
  if (names.length === 1) return first;
  return `${first} (and ${names.length - 1} other ${names.length === 2 ? "pod" : "pods"})`;
}
