import type { Pod } from "@engenho/types";
import { parseTime } from "./rfc3339.js";

/** Whether the pod has the condition Ready with status "True" (CM-21). */
export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === "True";
}

/** Whether all containers have terminated for good: phase Failed or Succeeded (CM-21). */
export function isPodTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === "Failed" || phase === "Succeeded";
}

/** Whether the pod counts as a replica of its controller: neither terminal nor terminating (RS-29). Phase Unknown is active. */
export function isPodActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);
}

/** When the Ready condition last changed, in milliseconds since the Unix epoch; `undefined` without the condition or its time. */
export function podReadyTransitionMs(pod: Pod): number | undefined {
  return parseTime(readyCondition(pod)?.lastTransitionTime);
}

/**
 * Whether the pod has been Ready for `minReadySeconds`. With 0, Ready is enough; above 0, the Ready condition needs a
 * lastTransitionTime (RS-55).
 */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const sinceMs = podReadyTransitionMs(pod);
  return sinceMs !== undefined && sinceMs + minReadySeconds * 1000 <= nowMs;
}

/**
 * Milliseconds until a Ready pod becomes available, above 0; `undefined` if it is already available, not Ready, or its
 * Ready condition has no lastTransitionTime (RS-60).
 */
export function untilPodAvailableMs(pod: Pod, minReadySeconds: number, nowMs: number): number | undefined {
  if (minReadySeconds <= 0 || !isPodReady(pod)) return undefined;
  const sinceMs = podReadyTransitionMs(pod);
  if (sinceMs === undefined) return undefined;
  const remainingMs = sinceMs + minReadySeconds * 1000 - nowMs;
  return remainingMs > 0 ? remainingMs : undefined;
}

function readyCondition(pod: Pod) {
  const conditions = pod.status?.conditions;
  if (conditions === undefined) return undefined;
  for (let at = 0; at < conditions.length; at++) if (conditions[at]?.type === "Ready") return conditions[at];
  return undefined;
}
