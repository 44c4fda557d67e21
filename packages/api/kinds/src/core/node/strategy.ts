import { type KubernetesObject, type Node, parseIpRange, type StatusCause, type Stored } from "@engenho/core";
import { Causes, checkIpRange } from "@engenho/machinery";
import { type Strategy, statusSubresource, withFields } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { checkResourceQuantity } from "../../pod-template/spec/resource-requirements.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkNodeAnnotations } from "./annotations.js";
import { checkNodeConfig } from "./config.js";
import { checkTaints } from "./taints.js";

/** The path of the taints in upstream's messages. */
const taintsPath = "metadata.taints";

const { prepareForUpdate, prepareForStatusUpdate } = statusSubresource({});

/** The gated fields of a Node: the feature was removed together with its gate. */
export const gatedNodeFields: readonly GatedPart[] = [
  { at: "spec", fields: [{ gate: "DynamicKubeletConfig", paths: ["configSource"] }] },
  { at: "status", fields: [{ gate: "DynamicKubeletConfig", paths: ["config"] }] },
];

/** Node: its status may be set on create; `podCIDR` and `providerID` can be set once. */
export const nodeStrategy: Strategy = {
  applyDefaults(node: Node): KubernetesObject {
    return defaultStatus(node.spec === undefined ? node : withFields<Node>(node, { spec: withBothRanges(node.spec) }));
  },
  applyStatusDefaults: defaultStatus,
  prepareForCreate: (node) => node,
  prepareForUpdate,
  prepareForStatusUpdate,
  validateCreate: checkNode,
  validateUpdate: (next: Node, current: Stored<Node>) => [...checkNode(next), ...checkUpdate(next, current)],
  validateStatusUpdate: checkUpdate,
};

/** Validates a Node without a previous state (upstream: ValidateNode). */
function checkNode(node: Node): readonly StatusCause[] {
  const causes = new Causes();
  checkNodeAnnotations(node.metadata.annotations, causes);
  checkTaints(node.spec?.taints, taintsPath, causes);
  checkResources(node, causes);
  const swap = (node.status?.nodeInfo as { readonly swap?: { readonly capacity?: number } } | undefined)?.swap;
  // Upstream reports it under `metadata`, like the taints.
  if (swap?.capacity !== undefined && swap.capacity <= 0)
    causes.invalid("metadata.nodeSwapStatus.capacity", swap.capacity, "must be greater than zero");
  checkRanges(node.spec?.podCIDRs ?? [], causes);
  return causes.list;
}

/** `podCIDR` is the first of `podCIDRs`, and takes precedence if they differ. */
function withBothRanges(spec: NonNullable<Node["spec"]>): NonNullable<Node["spec"]> {
  const { podCIDR = "", podCIDRs: [first] = [] } = spec;
  if (podCIDR === (first ?? "")) return spec;
  return { ...spec, ...(podCIDR === "" ? { podCIDR: first as string } : { podCIDRs: [podCIDR] }) };
}

function externalIdOf({ spec }: Node): string {
  return spec?.externalID ?? "";
}

/** The allocatable resources of a node default to its capacity (upstream: SetDefaults_NodeStatus). */
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

/** Upstream: ValidateNodeUpdate. */
function checkUpdate(next: Node, current: Stored<Node>): readonly StatusCause[] {
  const causes = new Causes();
  checkNodeAnnotations(next.metadata.annotations, causes);
  checkResources(next, causes);
  const addresses = next.status?.addresses ?? [];
  const seen = new Set<string>();
  for (const [index, address] of addresses.entries()) {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key)) causes.duplicate(`status.addresses[${index}]`, goStructValue("NodeAddress", address));
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
  checkNodeConfig(next, causes);
  checkTaints(next.spec?.taints, taintsPath, causes);
  if (externalIdOf(next) !== externalIdOf(current)) causes.forbidden("spec.externalID", "may not be updated");
  return causes.list;
}

function checkResources(node: Node, causes: Causes): void {
  for (const field of ["capacity", "allocatable"] as const) {
    for (const [name, text] of Object.entries(node.status?.[field] ?? {})) {
      checkResourceQuantity(name, text, { path: `status.${field}.${name}`, causes });
    }
  }
}
