import type { Node } from "@engenho/core";
import { ipRangeWarnings } from "@engenho/machinery";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";

function warningsOfNode(node: Node): readonly string[] {
  const spec = (node.spec ?? {}) as { configSource?: unknown; externalID?: string; podCIDRs?: readonly string[] };
  return [
    ...(spec.configSource === undefined ? [] : ["spec.configSource: the feature is removed"]),
    ...((spec.externalID ?? "") === ""
      ? []
      : ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]),
    ...(spec.podCIDRs ?? []).flatMap((cidr, index) => ipRangeWarnings(`spec.podCIDRs[${index}]`, cidr)),
  ];
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Node's strategy. */
export const nodeWarnings: KindWarnings = both(warningsOfNode);
