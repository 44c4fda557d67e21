import type { KindDefinition } from "@engenho/registry";
import { eventConversion } from "../event-conversion.js";
import { defineKinds } from "./define-kind.js";

/** The kinds of coordination.k8s.io/v1, events.k8s.io/v1 and storage.k8s.io/v1. */
export const clusterKinds: readonly KindDefinition[] = [
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
        conversion: eventConversion,
        defaultDeletionPolicy: "unsupported",
      },
    ],
  }),
  ...defineKinds("storage.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.storage.v1.",
    kinds: [{ kind: "StorageClass", plural: "storageclasses", shortNames: ["sc"], namespaced: false }],
  }),
];
