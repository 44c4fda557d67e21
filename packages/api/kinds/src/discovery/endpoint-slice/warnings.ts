import type { EndpointSlice } from "@engenho/core";
import { ipWarnings } from "@engenho/machinery";
import type { KindWarnings } from "../../definition/kind-warnings.js";

/** The controllers whose slices have valid addresses. */
const sliceControllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];

function sliceWarnings({ metadata, endpoints = [] }: EndpointSlice): readonly string[] {
  if (sliceControllers.includes(metadata.labels?.["endpointslice.kubernetes.io/managed-by"] ?? "")) return [];
  return endpoints.flatMap(({ addresses = [] }, index) =>
    addresses.flatMap((address, position) => ipWarnings(`endpoints[${index}].addresses[${position}]`, address)),
  );
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of EndpointSlice's strategy. */
export const endpointSliceWarnings: KindWarnings = {
  warningsOnCreate: (slice: EndpointSlice) => [
    ...(slice.addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : []),
    ...sliceWarnings(slice),
  ],
  warningsOnUpdate: sliceWarnings,
};
