import { type Pod, untilPodAvailableMs } from "@engenho/core";

/** How the number of pods has to change. */
export type ReplicaPlan =
  | { readonly type: "nothing" }
  | { readonly type: "create"; readonly count: number }
  | { readonly type: "delete"; readonly count: number };

/** Compares the number of active pods with the desired one; changes at most `burst` pods at a time (RS-36, RS-43). */
export function planReplicas(active: number, wanted: number, burst: number): ReplicaPlan {
  if (active < wanted) return { type: "create", count: Math.min(wanted - active, burst) };
  if (active > wanted) return { type: "delete", count: Math.min(active - wanted, burst) };
  return { type: "nothing" };
}

/** Arguments of {@link nextAvailabilityCheckMs}. */
export interface AvailabilityCheck {
  /** The active pods. */
  readonly pods: readonly Pod[];
  readonly minReadySeconds: number;
  /** When the status was computed. */
  readonly evaluatedMs: number;
  readonly nowMs: number;
}

/**
 * Milliseconds until the first Ready pod that was not available becomes available (RS-60): 0 if that has happened since the
 * status was computed; minReadySeconds if it cannot be computed for any pod.
 */
export function nextAvailabilityCheckMs({ pods, minReadySeconds, evaluatedMs, nowMs }: AvailabilityCheck): number {
  const smallest = (atMs: number) =>
    pods.reduce((least, pod) => Math.min(least, untilPodAvailableMs(pod, minReadySeconds, atMs) ?? least), Infinity);
  if (smallest(evaluatedMs) === Infinity) return minReadySeconds * 1000;
  const remainingMs = smallest(nowMs);
  return remainingMs === Infinity ? 0 : remainingMs;
}
