import type { KindDefinition } from "../kind-definition.js";
import { defineKinds } from "./define-kind.js";

/** The kinds of apiextensions.k8s.io/v1, coordination.k8s.io/v1, events.k8s.io/v1 and storage.k8s.io/v1. */
export const clusterKinds: readonly KindDefinition[] = [
  ...defineKinds("apiextensions.k8s.io", "v1", {
    schemaPrefix: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.",
    kinds: [
      {
        kind: "CustomResourceDefinition",
        shortNames: ["crd", "crds"],
        categories: ["api-extensions"],
        namespaced: false,
        subresources: ["status"],
        // Upstream still stores it in this version (apiextensions-apiserver, cmd/server/options: LegacyCodec).
        storageVersion: "v1beta1",
        hasGeneration: "spec",
      },
    ],
  }),
  ...defineKinds("coordination.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.coordination.v1.",
    kinds: [{ kind: "Lease" }],
  }),
  ...defineKinds("events.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.events.v1.",
    kinds: [
      {
        kind: "Event",
        shortNames: ["ev"],
        storedAs: { apiVersion: "v1", kind: "Event" },
        defaultDeletionPolicy: "unsupported",
      },
    ],
  }),
  ...defineKinds("storage.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.storage.v1.",
    kinds: [{ kind: "StorageClass", plural: "storageclasses", shortNames: ["sc"], namespaced: false }],
  }),
];
