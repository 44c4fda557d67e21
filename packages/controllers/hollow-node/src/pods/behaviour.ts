import type { Pod } from "@engenho/core";

/** The annotation that selects a pod's behaviour. */
export const podBehaviourAnnotation = "engenho.dev/pod-behaviour";

/**
 * What happens to a pod after its startup time:
 * - `run`: it becomes Running and Ready;
 * - `fail`: its containers exit with 1 and the pod's phase is Failed;
 * - `crash`: its containers exit with 1 after each restart (CrashLoopBackOff);
 * - `never-ready`: it runs, but never becomes Ready.
 */
export type PodBehaviour = "run" | "fail" | "crash" | "never-ready";

const behaviours: readonly string[] = ["fail", "crash", "never-ready"];

/** The behaviour that the pod's annotation selects; any other value is `run`. */
export function behaviourOf(pod: Pod): PodBehaviour {
  const requested = pod.metadata.annotations?.[podBehaviourAnnotation] ?? "";
  return behaviours.includes(requested) ? (requested as PodBehaviour) : "run";
}
