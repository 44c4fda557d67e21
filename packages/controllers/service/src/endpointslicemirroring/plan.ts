import type { EndpointSlice, Endpoints, Stored } from "@engenho/core";
import { endpointIdentity, sameAttributes } from "../shared/endpoint-identity.js";
import { fromSlicePorts } from "../shared/slice-ports.js";
import type { SliceWrites } from "../shared/slice-writes.js";
import { sameStrings } from "../shared/string-maps.js";
import { type DesiredSlice, groupKey } from "./desired.js";
import { mirroredAnnotations, mirroredLabels, mirroredSlice } from "./slice.js";

/**
 * Plans the mirrored slices (EM-10). Of several with the same ports and address type the first is kept and the others are
 * deleted; a slice that would be deleted is reused instead of creating one.
 */
export function planMirror(
  endpoints: Stored<Endpoints>,
  desired: ReadonlyMap<string, DesiredSlice>,
  existing: readonly Stored<EndpointSlice>[],
): SliceWrites {
  const creates: EndpointSlice[] = [];
  const updates: EndpointSlice[] = [];
  const deletes: Stored<EndpointSlice>[] = [];
  const kept = new Map<string, Stored<EndpointSlice>>();
  for (const slice of existing) {
    const key = groupKey(slice.addressType, fromSlicePorts(slice.ports));
    if (desired.has(key) && !kept.has(key)) kept.set(key, slice);
    else deletes.push(slice);
  }
  for (const [key, wanted] of desired) {
    const slice = kept.get(key);
    if (slice !== undefined && isMirror(slice, endpoints, wanted)) continue;
    const members = [...wanted.endpoints.values()];
    const recycled = slice ?? takeOfType(deletes, wanted.addressType);
    const written = mirroredSlice(endpoints, wanted, { name: recycled?.metadata.name, members });
    (recycled === undefined ? creates : updates).push(written);
  }
  return { creates, updates, deletes };
}

/** Whether the slice is up to date with the Endpoints and owned by them. */
function isMirror(slice: EndpointSlice, endpoints: Stored<Endpoints>, { endpoints: wanted }: DesiredSlice): boolean {
  const members = slice.endpoints ?? [];
  if (members.length !== wanted.size) return false;
  const identities = new Set<string>();
  for (const member of members) {
    const identity = endpointIdentity(member);
    const other = wanted.get(identity);
    if (other === undefined || !sameAttributes(other, member)) return false;
    identities.add(identity);
  }
  return (
    identities.size === wanted.size &&
    sameStrings(slice.metadata.labels, mirroredLabels(endpoints)) &&
    sameStrings(slice.metadata.annotations, mirroredAnnotations(endpoints)) &&
    (slice.metadata.ownerReferences ?? []).some(({ uid }) => uid === endpoints.metadata.uid)
  );
}

function takeOfType(slices: Stored<EndpointSlice>[], addressType: string): Stored<EndpointSlice> | undefined {
  const at = slices.findIndex((slice) => slice.addressType === addressType);
  return at < 0 ? undefined : slices.splice(at, 1)[0];
}
