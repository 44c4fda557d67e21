import type { Pod } from "./objects.js";
import { parseTime } from "./rfc3339.js";

/** Whether the pod has the condition Ready with status "True" (CM-21). */
export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === "True";
}

/** Whether the pod has run to its end: phase Failed or Succeeded (CM-21). */
export function isPodTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === "Failed" || phase === "Succeeded";
}

/** Whether the pod counts for its controller: neither terminal nor being deleted (RS-29). Phase Unknown or none is active. */
export function isPodActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);
}

/** When the Ready condition last changed, in milliseconds since the Unix epoch; `undefined` without such a condition or time. */
export function podReadyTransitionMs(pod: Pod): number | undefined {
  return parseTime(readyCondition(pod)?.lastTransitionTime);
}

/** Whether the pod has been Ready for `minReadySeconds`. At 0 Ready is enough; above, a time of readiness is needed (RS-55). */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const sinceMs = podReadyTransitionMs(pod);
  return sinceMs !== undefined && sinceMs + minReadySeconds * 1000 <= nowMs;
}

/**
 * Milliseconds until a Ready pod becomes available, above 0; `undefined` when it is available already, is not Ready, or
 * has no time of readiness (RS-60).
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
