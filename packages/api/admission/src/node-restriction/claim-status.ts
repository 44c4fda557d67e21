import type { coreV1 } from "@engenho/core";
import { type Equality, equalityOf } from "@engenho/machinery";
import type { Resource } from "@engenho/registry";
import { type NodeRequest, refuse, refuseOperation } from "./refuse.js";

type Claim = coreV1.PersistentVolumeClaim;

const equalities = new WeakMap<Resource, Equality>();

/** Allows a kubelet to report only the size of volumes in the status of claims. */
export function checkClaimStatus(asked: NodeRequest): void {
  const { request, node } = asked;
  if (request.operation !== "UPDATE") refuseOperation(asked);
  const [before, after] = [request.oldObject, request.object].map((claim) => withoutSize(claim as Claim));
  let equal = equalities.get(request.resource);
  if (equal === undefined) {
    equal = equalityOf(() => request.resource.schema);
    equalities.set(request.resource, equal);
  }
  if (equal(before, after)) return;
  const which = differences(before, after).join(", ");
  refuse(
    asked,
    `node "${node}" is not allowed to update fields other than status.quantity and status.conditions: ${which}`,
  );
}

/** A claim without the fields that a kubelet may write, and without those that change with every write. */
function withoutSize({ metadata, status = {}, ...rest }: Claim): Claim {
  const { resourceVersion: _version, managedFields: _fields, ...kept } = metadata;
  const {
    capacity: _capacity,
    conditions: _conditions,
    allocatedResources: _allocated,
    allocatedResourceStatuses: _statuses,
    ...restOfStatus
  } = status;
  return { ...rest, metadata: kept, status: restOfStatus };
}

/** The fields that differ; upstream prints both claims instead. */
function differences(before: Claim | undefined, after: Claim | undefined): readonly string[] {
  return (["metadata", "spec", "status"] as const).flatMap((part) => {
    const [left, right] = [before, after].map((claim) => Object.entries(claim?.[part] ?? {}));
    const texts = new Map((left ?? []).map(([field, value]) => [field, JSON.stringify(value)]));
    const changed = (right ?? []).filter(([field, value]) => texts.get(field) !== JSON.stringify(value));
    const removed = (left ?? []).filter(([field]) => !(right ?? []).some(([other]) => other === field));
    return [...changed, ...removed].map(([field]) => `${part}.${field}`);
  });
}
