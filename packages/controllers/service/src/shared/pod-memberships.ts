import { isPodReady, type Pod, type WatchEvent } from "@engenho/core";
import type { ServiceIndex } from "./service-index.js";
import { sameStrings } from "./string-maps.js";

/**
 * The keys of the Services whose endpoints may change with a pod event (EP-2..5, ES-1). Changes of only the phase, node,
 * ports or annotations are ignored (EP-4), and so are changes of only hostname and subdomain (EP-5, an upstream quirk).
 */
export function servicesOfPodEvent(event: WatchEvent<Pod>, index: ServiceIndex): readonly string[] {
  const pod = event.object;
  if (event.type !== "MODIFIED") return servicesOf(pod, index);
  const { previous } = event;
  if (previous.metadata.resourceVersion === pod.metadata.resourceVersion) return [];
  const podChanged = hasPodChanged(previous, pod);
  if (!hasMembershipChanged(previous, pod)) return podChanged ? servicesOf(pod, index) : [];
  const services = servicesOf(pod, index);
  const before = servicesOf(previous, index);
  if (podChanged) return [...new Set([...before, ...services])];
  return [...services.filter((key) => !before.includes(key)), ...before.filter((key) => !services.includes(key))];
}

function servicesOf({ metadata }: Pod, index: ServiceIndex): readonly string[] {
  return index.matching(metadata.namespace ?? "", metadata.labels);
}

/** Whether the pod may now belong to other Services, or have another hostname in the same ones. */
function hasMembershipChanged(previous: Pod, pod: Pod): boolean {
  return (
    !sameStrings(previous.metadata.labels, pod.metadata.labels) ||
    (previous.spec?.hostname ?? "") !== (pod.spec?.hostname ?? "") ||
    (previous.spec?.subdomain ?? "") !== (pod.spec?.subdomain ?? "")
  );
}

/** Whether the pod's endpoint may change. Every update of a terminating pod counts (EP-3). */
function hasPodChanged(previous: Pod, pod: Pod): boolean {
  if (previous.metadata.deletionTimestamp !== undefined || pod.metadata.deletionTimestamp !== undefined) return true;
  if (isPodReady(previous) !== isPodReady(pod)) return true;
  const before = previous.status?.podIPs ?? [];
  const now = pod.status?.podIPs ?? [];
  if (before === now) return false;
  return before.length !== now.length || before.some(({ ip }, at) => ip !== now[at]?.ip);
}
