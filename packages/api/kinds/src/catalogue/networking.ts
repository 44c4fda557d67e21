import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";

/** The kinds of networking.k8s.io/v1 and discovery.k8s.io/v1. */
export const networkingKinds: readonly KindDefinition[] = [
  ...defineKinds("discovery.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.discovery.v1.",
    kinds: [{ kind: "EndpointSlice", hasGeneration: "content-or-labels" }],
  }),
  ...defineKinds("networking.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.networking.v1.",
    kinds: [
      { kind: "IngressClass", plural: "ingressclasses", namespaced: false, hasGeneration: "spec" },
      {
        kind: "Ingress",
        plural: "ingresses",
        shortNames: ["ing"],
        subresources: ["status"],
        hasGeneration: "spec",
      },
      { kind: "NetworkPolicy", plural: "networkpolicies", shortNames: ["netpol"], hasGeneration: "spec" },
    ],
  }),
];
