import {
  type coreV1,
  groupOf,
  type KubernetesObject,
  type Pod,
  parseResources,
  type Service,
  type WatchEvent,
} from "@engenho/core";
import { claimNeedsCounting, equalTotals, isTerminating, podCounts } from "@engenho/quota";

/**
 * Whether an event may change what is used without admission having counted it (upstream: quota_monitor's deletions and
 * DefaultUpdateFilter). A MODIFIED event with another UID is a deletion and a creation.
 */
export function mayReplenish(event: WatchEvent<KubernetesObject>, nowMs: number): boolean {
  if (event.type === "DELETED") return true;
  if (event.type !== "MODIFIED") return false;
  const { object, previous } = event;
  if (previous.metadata.uid !== object.metadata.uid) return true;
  if (groupOf(object.apiVersion) !== "") return false;
  switch (object.kind) {
    case "Pod":
      return podMayReplenish(previous as Pod, object as Pod, nowMs);
    case "Service":
      return quotaType(previous) !== quotaType(object);
    case "PersistentVolumeClaim":
      return claimNeedsCounting(previous, object);
    default:
      return false;
  }
}

function podMayReplenish(before: Pod, after: Pod, nowMs: number): boolean {
  if (isTerminating(before) !== isTerminating(after)) return true;
  if (podCounts(before, nowMs) && !podCounts(after, nowMs)) return true;
  return (
    changesResources(before.status?.containerStatuses, after.status?.containerStatuses) ||
    changesResources(before.status?.initContainerStatuses, after.status?.initContainerStatuses)
  );
}

type Resources = coreV1.ContainerStatus["resources"];

function sameResources(left: Resources, right: Resources): boolean {
  return (["requests", "limits"] as const).every((field) =>
    equalTotals(parseResources(left?.[field]), parseResources(right?.[field])),
  );
}

type Statuses = readonly coreV1.ContainerStatus[] | undefined;

function changesResources(before: Statuses, after: Statuses): boolean {
  if (before === after) return false;
  return (before ?? []).some(({ name, resources }) => {
    const next = after?.find((status) => status.name === name);
    return next !== undefined && !sameResources(resources, next.resources);
  });
}

function quotaType(object: KubernetesObject): string {
  const { type } = (object as Service).spec ?? {};
  return type === "NodePort" || type === "LoadBalancer" ? type : "";
}
