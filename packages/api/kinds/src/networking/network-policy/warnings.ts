import type { NetworkPolicy } from "@engenho/core";
import { ipRangeWarnings } from "@engenho/machinery";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";

function policyWarnings({ spec }: NetworkPolicy): readonly string[] {
  const peers = [
    ...(spec?.ingress ?? []).map(({ from = [] }, index) => ({ peers: from, path: `spec.ingress[${index}].from` })),
    ...(spec?.egress ?? []).map(({ to = [] }, index) => ({ peers: to, path: `spec.egress[${index}].to` })),
  ];
  return peers.flatMap(({ peers, path }) =>
    peers.flatMap(({ ipBlock }, index) => {
      if (ipBlock === undefined) return [];
      const at = `${path}[${index}].ipBlock`;
      const except = (ipBlock.except ?? []).flatMap((cidr, position) =>
        ipRangeWarnings(`${at}.except[${position}]`, cidr),
      );
      return [...ipRangeWarnings(`${at}.cidr`, ipBlock.cidr), ...except];
    }),
  );
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of NetworkPolicy's strategy. */
export const networkPolicyWarnings: KindWarnings = both(policyWarnings);
