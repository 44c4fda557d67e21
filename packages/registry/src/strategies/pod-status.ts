import {
  copyWith,
  type KubernetesObject,
  type Pod,
  type PodStatus,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { buildMetadata } from "../metadata.js";
import { Causes } from "../validation/causes.js";
import { checkIpAddress, formatIpAddress, parseIpAddress } from "../validation/ip-address.js";
import { dns1123SubdomainFaults, qualifiedNameFaults } from "../validation/names.js";
import { withStatus } from "./fields.js";

type ContainerStatuses = PodStatus["containerStatuses"];

const systemConditions = new Set(["PodScheduled", "Ready", "Initialized"]);

/** A write of `/status` keeps spec, owner references and the class of service of the stored Pod (AP-24). */
export function preparePodStatus(next: Pod, current: Stored<Pod>): KubernetesObject {
  const { ownerReferences } = current.metadata;
  const metadata =
    next.metadata.ownerReferences === ownerReferences
      ? next.metadata
      : buildMetadata({ ...next.metadata, ownerReferences });
  const kept: KubernetesObject = copyWith(current, { metadata });
  const qosClass = next.status?.qosClass ?? current.status?.qosClass;
  const status = next.status?.qosClass === qosClass ? next.status : { ...next.status, qosClass };
  return withStatus(kept, status);
}

/** What is wrong with a Pod's new status (upstream: ValidatePodStatusUpdate). */
export function validatePodStatus(next: Pod, current: Stored<Pod>): readonly StatusCause[] {
  const causes = new Causes();
  const status = next.status ?? {};
  const before = current.status ?? {};
  for (const [index, condition] of (status.conditions ?? []).entries()) {
    const type = condition.type ?? "";
    if (systemConditions.has(type)) continue;
    causes.invalidEach(`status.conditions[${index}].Type`, type, qualifiedNameFaults(type));
  }
  const nominated = status.nominatedNodeName ?? "";
  if (nominated !== "" && nominated !== (before.nominatedNodeName ?? "")) {
    causes.invalidEach("status.nominatedNodeName", nominated, dns1123SubdomainFaults(nominated));
  }
  if ((status.qosClass ?? "") !== (before.qosClass ?? "")) {
    causes.invalid("status.qosClass", status.qosClass ?? "", "field is immutable");
  }
  checkTransitions(status.containerStatuses, before.containerStatuses, { current, causes });
  checkPodIps(status, before, causes);
  return causes.list;
}

/** A container that has ended does not run again unless the restart policy says so. */
function checkTransitions(
  next: ContainerStatuses = [],
  current: ContainerStatuses = [],
  { current: pod, causes }: { readonly current: Stored<Pod>; readonly causes: Causes },
): void {
  const restartPolicy = pod.spec?.restartPolicy ?? "Always";
  if (restartPolicy === "Always") return;
  for (const [index, before] of current.entries()) {
    const terminated = before.state?.terminated;
    if (terminated === undefined || (terminated.exitCode !== 0 && restartPolicy === "OnFailure")) continue;
    const after = next.find((status) => status.name === before.name);
    if (after !== undefined && after.state?.terminated === undefined) {
      causes.forbidden(`status.containerStatuses[${index}].state`, "may not be transitioned to non-terminated state");
    }
  }
}

function checkPodIps(status: PodStatus, before: PodStatus, causes: Causes): void {
  const ips = status.podIPs ?? [];
  if (ips === before.podIPs) return;
  const seen = new Set<string>();
  for (const [index, { ip = "" }] of ips.entries()) {
    const path = `status.podIPs[${index}]`;
    const address = parseIpAddress(ip);
    if (address === undefined) checkIpAddress(ip, path, causes);
    // Most pods have one, which nothing needs to be compared with.
    if (address === undefined || ips.length < 2) continue;
    const canonical = formatIpAddress(address);
    if (seen.has(canonical)) causes.duplicate(path, { ip });
    seen.add(canonical);
  }
  if (ips.length > 2) causes.invalid("status.podIPs", ips, "may specify no more than one IP for each IP family");
}
