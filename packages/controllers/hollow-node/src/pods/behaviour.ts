import type { Pod } from "@engenho/core";

/** The annotation by which a pod asks to misbehave. */
export const podBehaviourAnnotation = "engenho.dev/pod-behaviour";

/**
 * What becomes of a pod once its startup time is over:
 * - `run`: it becomes Running and Ready;
 * - `fail`: its containers exit with 1 and the pod's phase is Failed;
 * - `crash`: its containers exit with 1 again and again (CrashLoopBackOff);
 * - `never-ready`: it runs, but never becomes Ready.
 */
export type PodBehaviour = "run" | "fail" | "crash" | "never-ready";

const behaviours: readonly string[] = ["fail", "crash", "never-ready"];

/** What the pod's annotation asks for; any other value is `run`. */
export function behaviourOf(pod: Pod): PodBehaviour {
  const asked = pod.metadata.annotations?.[podBehaviourAnnotation] ?? "";
  return behaviours.includes(asked) ? (asked as PodBehaviour) : "run";
}
