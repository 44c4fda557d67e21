import type { Endpoint, EndpointSlice, IpFamily, Pod, Service, Stored } from "@engenho/core";
import { createPortGroups, type PortGroup } from "../shared/port-groups.js";
import { portSetKey } from "../shared/port-order.js";
import { shouldPodBeInEndpoints } from "../shared/service-facts.js";
import { fromSlicePorts, toSlicePorts } from "../shared/slice-ports.js";
import { sameStrings } from "../shared/string-maps.js";
import type { EndpointMaker } from "./endpoint.js";
import { isOwnedBy, newSlice } from "./slice.js";
import { planPortGroup } from "./slice-plan.js";

/** The properties of a node that endpoints depend on. */
export interface NodeFacts {
  /** `undefined` if it has no zone. */
  readonly zone: string | undefined;
}

/** What {@link planSlices} decides from. */
export interface SlicePlanInput {
  readonly service: Stored<Service>;
  readonly addressType: IpFamily;
  /** The pods selected by the Service. */
  readonly pods: readonly Pod[];
  /** The slices of this address type that the controller manages for the Service. */
  readonly existing: readonly Stored<EndpointSlice>[];
  /** The nodes of the pods by name; missing ones do not exist. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly endpointOf: EndpointMaker;
  /** The maximum number of endpoints in one slice. */
  readonly maximum: number;
}

/** How the slices of one address type have to be written. */
export interface SlicePlan {
  readonly creates: readonly EndpointSlice[];
  readonly updates: readonly Stored<EndpointSlice>[];
  readonly deletes: readonly Stored<EndpointSlice>[];
  /** Existing slices that are neither updated nor deleted. */
  readonly unchanged: readonly Stored<EndpointSlice>[];
  /** One error for each pod that was skipped because its node does not exist (ES-16). */
  readonly errors: readonly Error[];
}

interface DesiredGroup {
  readonly group: PortGroup;
  readonly endpoints: Endpoint[];
}

/** Plans the slices of one address type (ES-12..21), without hints. */
export function planSlices(input: SlicePlanInput): SlicePlan {
  const { service, addressType, existing, maximum } = input;
  const { groups, errors } = desiredGroups(input);
  const byPorts = new Map<string, Stored<EndpointSlice>[]>();
  const creates: EndpointSlice[] = [];
  const updates: Stored<EndpointSlice>[] = [];
  const deletes: Stored<EndpointSlice>[] = [];
  for (const slice of existing) {
    if (!isOwnedBy(slice, service)) {
      deletes.push(slice); // ES-13: owned by an earlier Service
      continue;
    }
    const key = portSetKey(fromSlicePorts(slice.ports));
    const same = byPorts.get(key);
    if (same === undefined) byPorts.set(key, [slice]);
    else same.push(slice);
  }
  for (const [key, { group, endpoints }] of groups) {
    const plan = planPortGroup({
      service,
      addressType,
      ports: toSlicePorts(group.ports),
      existing: byPorts.get(key) ?? [],
      desired: endpoints,
      maximum,
    });
    creates.push(...plan.creates);
    updates.push(...plan.updates);
    deletes.push(...plan.deletes);
    byPorts.delete(key);
  }
  // ES-20: the remaining slices have ports that no pod has any more.
  for (const slices of byPorts.values()) deletes.push(...slices);
  if (creates.length === 0 && deletes.length === existing.length) {
    const placeholder = newSlice(service, addressType, []);
    const [only] = deletes;
    if (only !== undefined && deletes.length === 1 && isPlaceholder(only, placeholder)) deletes.pop();
    else creates.push(placeholder);
  }
  const touched = new Set([...updates, ...deletes].map(({ metadata }) => metadata.name));
  const unchanged = existing.filter(({ metadata }) => !touched.has(metadata.name));
  return { creates, updates, deletes, unchanged, errors };
}

function desiredGroups(input: SlicePlanInput): { groups: ReadonlyMap<string, DesiredGroup>; errors: readonly Error[] } {
  const { service, pods, nodes, endpointOf } = input;
  const { namespace, name } = service.metadata;
  const groups = new Map<string, DesiredGroup>();
  const errors: Error[] = [];
  const portsOf = createPortGroups(service);
  for (const pod of pods) {
    if (!shouldPodBeInEndpoints(pod, true)) continue;
    const group = portsOf(pod);
    let desired = groups.get(group.key);
    if (desired === undefined) {
      desired = { group, endpoints: [] };
      groups.set(group.key, desired);
    }
    const nodeName = pod.spec?.nodeName ?? "";
    const node = nodes.get(nodeName);
    if (node === undefined && service.spec?.publishNotReadyAddresses !== true) {
      const which = `Pod ${pod.metadata.name} for Service ${namespace}/${name}`;
      errors.push(new Error(`skipping ${which}: Node ${nodeName} Not Found`));
      continue;
    }
    const endpoint = endpointOf(pod, node?.zone);
    if (endpoint !== undefined) desired.endpoints.push(endpoint);
  }
  return { groups, errors };
}

/** ES-21: whether the slice is already equal to the placeholder. */
function isPlaceholder(slice: EndpointSlice, placeholder: EndpointSlice): boolean {
  return (
    slice.metadata.namespace === placeholder.metadata.namespace &&
    sameStrings(slice.metadata.labels, placeholder.metadata.labels) &&
    slice.addressType === placeholder.addressType &&
    (slice.endpoints ?? []).length === 0 &&
    (slice.ports ?? []).length === 0
  );
}
