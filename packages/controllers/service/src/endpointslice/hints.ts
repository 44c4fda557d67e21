import type { Endpoint, EndpointSlice, Stored } from "@engenho/core";

/** discovery/v1 EndpointHints as of Kubernetes 1.34. */
export interface EndpointHints {
  readonly forZones?: readonly { readonly name: string }[];
  readonly forNodes?: readonly { readonly name: string }[];
}

/** The slices of one Service and address type, by how they will be written. */
export interface SlicesToHint {
  readonly creates: readonly EndpointSlice[];
  readonly updates: readonly Stored<EndpointSlice>[];
  readonly unchanged: readonly Stored<EndpointSlice>[];
}

/** {@link SlicesToHint} with hints; slices of which only the hints have changed are among the updates. */
export interface HintedSlices {
  readonly creates: readonly EndpointSlice[];
  readonly updates: readonly Stored<EndpointSlice>[];
}

/** Whether the endpoint gets hints: only ready ones do (ES-33, ES-35). */
export function isEndpointReady(endpoint: Endpoint): boolean {
  return endpoint.conditions?.ready === true;
}

/** The endpoint's hints, including the field that is newer than its type. */
export function hintsOf(endpoint: Endpoint): EndpointHints | undefined {
  return endpoint.hints;
}

/** Sets the hints of every endpoint to `wanted`; returns the same object if nothing changes. */
export function setHints<T extends EndpointSlice>(
  slice: T,
  wanted: (endpoint: Endpoint) => EndpointHints | undefined,
): T {
  let changed: Endpoint[] | undefined;
  for (const [at, endpoint] of (slice.endpoints ?? []).entries()) {
    const hints = wanted(endpoint);
    if (sameHints(hintsOf(endpoint), hints)) continue;
    changed ??= [...(slice.endpoints ?? [])];
    const { hints: _before, ...rest } = endpoint;
    changed[at] = (hints === undefined ? rest : { ...rest, hints }) as Endpoint;
  }
  return changed === undefined ? slice : { ...slice, endpoints: changed };
}

/** Sets the hints in all slices. Unchanged slices whose hints change become updates. */
export function setAllHints(
  { creates, updates, unchanged }: SlicesToHint,
  wanted: (endpoint: Endpoint) => EndpointHints | undefined,
): HintedSlices {
  const moved = unchanged
    .map((slice) => ({ slice, hinted: setHints(slice, wanted) }))
    .filter(({ slice, hinted }) => slice !== hinted)
    .map(({ hinted }) => hinted);
  return {
    creates: creates.map((slice) => setHints(slice, wanted)),
    updates: [...updates.map((slice) => setHints(slice, wanted)), ...moved],
  };
}

/** Removes all hints (ES-35). */
export function removeHints(slices: SlicesToHint): HintedSlices {
  return setAllHints(slices, () => undefined);
}

function sameHints(left: EndpointHints | undefined, right: EndpointHints | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return sameNames(left.forZones, right.forZones) && sameNames(left.forNodes, right.forNodes);
}

function sameNames(left: EndpointHints["forZones"] = [], right: EndpointHints["forZones"] = []): boolean {
  return left.length === right.length && left.every(({ name }, at) => name === right[at]?.name);
}
