import {
  copyWith,
  definedFields,
  type KubernetesObject,
  type Pod,
  type PodStatus,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { Causes, dns1123SubdomainFaults, qualifiedNameFaults } from "@engenho/machinery";
import { buildMetadata, mapShared, withFields, withStatus } from "@engenho/registry";
import { checkPodAnnotationUpdates } from "../../pod-template/pod-annotations.js";
import { toleratedErrors } from "../../pod-template/pod-tolerated-errors.js";
import { checkPodAddresses } from "./addresses.js";
import { checkContainerUsers, checkTransitions } from "./container-statuses.js";

/** An observed generation of the Pod; part of the status and of conditions in 1.34. */
interface WithGeneration {
  readonly observedGeneration?: number;
}
type Condition = NonNullable<PodStatus["conditions"]>[number] & WithGeneration;
interface ClaimStatus {
  readonly name?: string;
  readonly resourceClaimName?: string;
}

const systemConditions = new Set(["PodScheduled", "Ready", "Initialized"]);

/**
 * A write of `/status` keeps the stored Pod's spec, owner references and qosClass (AP-24), and the observed generations that it
 * omits.
 */
export function preparePodStatus(next: Pod, current: Stored<Pod>): KubernetesObject {
  const { ownerReferences } = current.metadata;
  const metadata =
    next.metadata.ownerReferences === ownerReferences
      ? next.metadata
      : buildMetadata({ ...next.metadata, ownerReferences });
  const kept: KubernetesObject = copyWith(current, { metadata });
  const qosClass = next.status?.qosClass || current.status?.qosClass;
  const status =
    qosClass === undefined || next.status?.qosClass === qosClass ? next.status : { ...next.status, qosClass };
  return withStatus(kept, withObservedGenerations(withBothAddresses(status), current.status));
}

/** `podIP` is the first of `podIPs`, and takes precedence if they differ (Convert_v1_PodStatus_To_core_PodStatus). */
function withBothAddresses(status: PodStatus | undefined): PodStatus | undefined {
  const { podIP = "", podIPs: [first] = [] } = status ?? {};
  if (status === undefined || podIP === (first?.ip ?? "")) return status;
  return copyWith(status, podIP === "" ? { podIP: first?.ip as string } : { podIPs: [{ ip: podIP }] });
}

/** Upstream: preserveOldObservedGeneration. */
function withObservedGenerations(
  status: PodStatus | undefined,
  current: (PodStatus & WithGeneration) | undefined,
): PodStatus | undefined {
  if (status === undefined || status === current || current === undefined) return status;
  const known = ((current.conditions ?? []) as readonly Condition[]).filter(
    ({ observedGeneration = 0 }) => observedGeneration !== 0,
  );
  const own = (status as WithGeneration).observedGeneration ?? 0;
  const observedGeneration = own === 0 ? (current.observedGeneration ?? 0) : own;
  if (known.length === 0 && observedGeneration === own) return status;
  const rest = [...((current.conditions ?? []) as readonly Condition[])];
  const conditions = mapShared((status.conditions ?? []) as readonly Condition[], (condition) => {
    // There may be several of one type: each corresponds to the next previous one.
    const index = rest.findIndex(({ type }) => type === condition.type);
    const [before] = index < 0 ? [] : rest.splice(index, 1);
    const generation = before?.observedGeneration ?? 0;
    if (generation === 0 || (condition.observedGeneration ?? 0) !== 0) return condition;
    return withFields<Condition>(condition, { observedGeneration: generation });
  });
  return withFields<PodStatus & WithGeneration>(
    status,
    definedFields({
      observedGeneration: observedGeneration === 0 ? undefined : observedGeneration,
      conditions: status.conditions === undefined ? undefined : conditions,
    }),
  );
}

/** The errors in a Pod's new status (upstream: ValidatePodStatusUpdate). */
export function validatePodStatus(next: Pod, current: Stored<Pod>): readonly StatusCause[] {
  const isAnnotated = next.metadata.annotations !== current.metadata.annotations;
  const causes = new Causes(isAnnotated ? toleratedErrors(current) : undefined);
  const status: PodStatus & WithGeneration = next.status ?? {};
  const before = current.status ?? {};
  if (isAnnotated) checkPodAnnotationUpdates(next, current, causes);
  checkConditions(status.conditions, "status.conditions", causes);
  const nominated = status.nominatedNodeName ?? "";
  if (nominated !== "" && nominated !== (before.nominatedNodeName ?? "")) {
    causes.invalidEach("status.nominatedNodeName", nominated, dns1123SubdomainFaults(nominated));
  }
  checkGeneration(status, "status", causes);
  if ((status.qosClass ?? "") !== (before.qosClass ?? "")) {
    causes.invalid("status.qosClass", status.qosClass ?? "", "field is immutable");
  }
  checkTransitions(status, current, causes);
  checkClaimStatuses(next, "status.resourceClaimStatuses", causes);
  checkPodAddresses(status, before, causes);
  checkContainerUsers(status, next.spec?.os, causes);
  return causes.list;
}

function checkConditions(conditions: readonly Condition[] = [], path: string, causes: Causes): void {
  for (const [index, condition] of conditions.entries()) {
    const type = condition.type ?? "";
    checkGeneration(condition, `${path}[${index}]`, causes);
    if (systemConditions.has(type)) continue;
    causes.invalidEach(`${path}[${index}].Type`, type, qualifiedNameFaults(type));
  }
}

function checkGeneration({ observedGeneration = 0 }: WithGeneration, path: string, causes: Causes): void {
  if (observedGeneration >= 0) return;
  causes.invalid(`${path}.observedGeneration`, observedGeneration, "must be a non-negative integer");
}

/** Checks the claims created for the Pod (upstream: validatePodResourceClaimStatuses). */
function checkClaimStatuses({ spec, status }: Pod, path: string, causes: Causes): void {
  const statuses = ((status as { readonly resourceClaimStatuses?: readonly ClaimStatus[] } | undefined)
    ?.resourceClaimStatuses ?? []) as readonly ClaimStatus[];
  const seen = new Set<string>();
  for (const [index, { name = "", resourceClaimName }] of statuses.entries()) {
    const at = `${path}[${index}].name`;
    if (!(spec?.resourceClaims ?? []).some((claim) => (claim.name ?? "") === name)) {
      causes.invalid(at, name, "must match the name of an entry in `spec.resourceClaims`");
    }
    if (seen.has(name)) causes.duplicate(at, name);
    seen.add(name);
    // The name of the claim is reported under the path of the other name, as upstream.
    if (resourceClaimName !== undefined) {
      causes.invalidEach(at, resourceClaimName, dns1123SubdomainFaults(resourceClaimName));
    }
  }
}
