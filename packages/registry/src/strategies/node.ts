import type { KubernetesObject, Node, StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkIpRange, parseIpRange } from "../validation/ip-address.js";
import { labelValueFaults, qualifiedNameFaults } from "../validation/names.js";
import { withFields } from "./fields.js";
import { checkResourceQuantity } from "./pod-spec/resource-requirements.js";
import { checkTaintEffect } from "./pod-spec/scheduling.js";
import { statusSubresource } from "./status-subresource.js";

type Taint = NonNullable<NonNullable<Node["spec"]>["taints"]>[number];

const { prepareForUpdate, prepareForStatusUpdate } = statusSubresource({});

/** Node: its status may come with its creation; `podCIDR` and `providerID` are set once. */
export const nodeStrategy: Strategy = {
  applyDefaults(node: Node): KubernetesObject {
    const { spec } = node;
    const podCIDR = spec?.podCIDR ?? "";
    const withRange = podCIDR === "" || spec?.podCIDRs !== undefined ? spec : { ...spec, podCIDRs: [podCIDR] };
    return defaultStatus(withRange === undefined ? node : withFields<Node>(node, { spec: withRange }));
  },
  applyStatusDefaults: defaultStatus,
  prepareForCreate: (node) => node,
  prepareForUpdate,
  prepareForStatusUpdate,
  validateCreate(node: Node): readonly StatusCause[] {
    const causes = new Causes();
    checkTaints(node.spec?.taints, causes);
    checkResources(node, causes);
    const swap = (node.status?.nodeInfo as { readonly swap?: { readonly capacity?: number } } | undefined)?.swap;
    // Upstream looks for it under `metadata`, as for the taints.
    if (swap?.capacity !== undefined && swap.capacity <= 0)
      causes.invalid("metadata.nodeSwapStatus.capacity", swap.capacity, "must be greater than zero");
    checkRanges(node.spec?.podCIDRs ?? [], causes);
    return causes.list;
  },
  validateUpdate: checkUpdate,
  validateStatusUpdate: checkUpdate,
};

/** What a node has is what it can give, unless it says otherwise (upstream: SetDefaults_NodeStatus). */
function defaultStatus(node: Node): Node {
  const { status } = node;
  if (status?.capacity === undefined || status.allocatable !== undefined) return node;
  return withFields<Node>(node, { status: { ...status, allocatable: status.capacity } });
}

/** One range, or one of each family. */
function checkRanges(ranges: readonly string[], causes: Causes): void {
  const path = "spec.podCIDRs";
  for (const [index, range] of ranges.entries()) checkIpRange(range, `${path}[${index}]`, causes);
  if (ranges.length < 2) return;
  const parsed = ranges.map((range) => parseIpRange(range));
  const fault = ranges.find((_, index) => parsed[index] === undefined);
  if (fault !== undefined) {
    const reason = `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${ranges.indexOf(fault)}]`;
    causes.internal(path, `${reason}: <nil> (invalid CIDR address: ${fault})`);
  }
  const isPair = fault === undefined && new Set(parsed.map((range) => range?.family)).size === 2;
  if (!isPair || ranges.length > 2) {
    causes.invalid(path, ranges, "may specify no more than one CIDR for each IP family");
  }
}

function checkUpdate(next: Node, current: Stored<Node>): readonly StatusCause[] {
  const causes = new Causes();
  checkResources(next, causes);
  const addresses = next.status?.addresses ?? [];
  const seen = new Set<string>();
  for (const [index, address] of addresses.entries()) {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key)) causes.duplicate(`status.addresses[${index}]`, { Type: address.type, Address: address.address });
    seen.add(key);
  }
  const before = current.spec?.podCIDRs ?? [];
  const after = next.spec?.podCIDRs ?? [];
  const changes = before.length === after.length ? before.filter((range, index) => range !== after[index]).length : 1;
  for (let change = 0; before.length > 0 && change < changes; change++) {
    causes.forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid');
  }
  const provider = current.spec?.providerID ?? "";
  if (provider !== "" && provider !== next.spec?.providerID) {
    causes.forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid');
  }
  checkTaints(next.spec?.taints, causes);
  return causes.list;
}

/** Upstream looks for the taints under `metadata`; its messages say so. */
function checkTaints(taints: readonly Taint[] | undefined, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, taint] of (taints ?? []).entries()) {
    const path = `metadata.taints[${index}]`;
    const { key = "", value = "", effect = "" } = taint;
    causes.invalidEach(`${path}.key`, key, qualifiedNameFaults(key));
    const faults = labelValueFaults(value);
    if (faults.length > 0) causes.invalid(`${path}.value`, value, faults.join(";"));
    if (effect === "") causes.required(`${path}.effect`);
    else checkTaintEffect(effect, `${path}.effect`, causes);
    const pair = `${effect}/${key}`;
    if (seen.has(pair)) {
      const printed = { Key: key, Value: value, Effect: effect, TimeAdded: null };
      causes.duplicate(path, printed, "taints must be unique by key and effect pair");
    }
    seen.add(pair);
  }
}

function checkResources(node: Node, causes: Causes): void {
  for (const field of ["capacity", "allocatable"] as const) {
    for (const [name, text] of Object.entries(node.status?.[field] ?? {})) {
      checkResourceQuantity(name, text, { path: `status.${field}.${name}`, causes });
    }
  }
}
