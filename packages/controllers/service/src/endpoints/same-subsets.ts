import type { EndpointSubset } from "@engenho/core";
import type { EndpointAddress, EndpointsPort } from "../shared/repack-subsets.js";

/** Whether two lists of subsets are equal (EP-28): order matters, absent equals empty, resourceVersions of pods are ignored. */
export function sameSubsets(left: readonly EndpointSubset[] = [], right: readonly EndpointSubset[] = []): boolean {
  return sameLists(left, right, sameSubset);
}

function sameSubset(left: EndpointSubset, right: EndpointSubset): boolean {
  return (
    sameLists(left.ports, right.ports, samePort) &&
    sameLists(left.addresses, right.addresses, sameAddress) &&
    sameLists(left.notReadyAddresses, right.notReadyAddresses, sameAddress)
  );
}

function sameLists<T>(
  left: readonly T[] = [],
  right: readonly T[] = [],
  same: (left: T, right: T) => boolean,
): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (!same(left[at] as T, right[at] as T)) return false;
  return true;
}

function samePort(left: EndpointsPort, right: EndpointsPort): boolean {
  return (
    left.port === right.port &&
    (left.name ?? "") === (right.name ?? "") &&
    (left.protocol ?? "") === (right.protocol ?? "") &&
    left.appProtocol === right.appProtocol
  );
}

function sameAddress(left: EndpointAddress, right: EndpointAddress): boolean {
  if (left === right) return true;
  return (
    left.ip === right.ip &&
    (left.hostname ?? "") === (right.hostname ?? "") &&
    left.nodeName === right.nodeName &&
    sameTarget(left.targetRef, right.targetRef)
  );
}

function sameTarget(left: EndpointAddress["targetRef"], right: EndpointAddress["targetRef"]): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    (left.uid ?? "") === (right.uid ?? "") &&
    (left.name ?? "") === (right.name ?? "") &&
    (left.namespace ?? "") === (right.namespace ?? "") &&
    (left.kind ?? "") === (right.kind ?? "") &&
    (left.apiVersion ?? "") === (right.apiVersion ?? "") &&
    (left.fieldPath ?? "") === (right.fieldPath ?? "")
  );
}
