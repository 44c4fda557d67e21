import type { Endpoints } from "@engenho/core";
import { ipWarnings } from "@engenho/machinery";
import { both, type KindWarnings } from "../../definition/kind-warnings.js";

function warningsOfEndpoints({ metadata, subsets = [] }: Endpoints): readonly string[] {
  if (metadata.labels?.["endpoints.kubernetes.io/managed-by"] === "endpoint-controller") return [];
  return subsets.flatMap((subset, index) =>
    (["addresses", "notReadyAddresses"] as const).flatMap((field) =>
      (subset[field] ?? []).flatMap(({ ip = "" }, position) =>
        ipWarnings(`subsets[${index}].${field}[${position}].ip`, ip),
      ),
    ),
  );
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of Endpoints' strategy. */
export const endpointsWarnings: KindWarnings = both(warningsOfEndpoints);
