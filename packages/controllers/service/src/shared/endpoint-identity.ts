import type { Endpoint } from "@engenho/core";

/** A key that is equal for two endpoints exactly if they are the same endpoint, regardless of conditions (ES-18). */
export function endpointIdentity({ addresses, hostname = "", targetRef }: Endpoint): string {
  const [first = "", second] = addresses;
  const all = second === undefined ? first : [...addresses].sort().join(",");
  return `${all} ${hostname} ${targetRef?.namespace ?? ""}/${targetRef?.name ?? ""}`;
}

/** Whether two endpoints with the same identity are equal in everything else that is compared (ES-18); hints are not. */
export function sameAttributes(left: Endpoint, right: Endpoint): boolean {
  if (left === right) return true;
  return (
    left.nodeName === right.nodeName &&
    left.zone === right.zone &&
    left.conditions?.ready === right.conditions?.ready &&
    left.conditions?.serving === right.conditions?.serving &&
    left.conditions?.terminating === right.conditions?.terminating &&
    sameTarget(left.targetRef, right.targetRef)
  );
}

/** Compares target references without their resourceVersion. */
function sameTarget(left: Endpoint["targetRef"], right: Endpoint["targetRef"]): boolean {
  if (left === right || left === undefined || right === undefined) return left === right;
  return (
    left.uid === right.uid &&
    left.kind === right.kind &&
    (left.apiVersion ?? "") === (right.apiVersion ?? "") &&
    (left.fieldPath ?? "") === (right.fieldPath ?? "")
  );
}
