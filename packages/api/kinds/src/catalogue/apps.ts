import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";
import { scaleSubresource } from "./scale-subresource.js";

/** The kinds of apps/v1. */
export const appsKinds: readonly KindDefinition[] = defineKinds("apps", "v1", {
  schemaPrefix: "io.k8s.api.apps.v1.",
  kinds: [
    { kind: "ControllerRevision" },
    {
      kind: "DaemonSet",
      shortNames: ["ds"],
      categories: ["all"],
      subresources: ["status"],
      hasGeneration: "spec",
    },
    {
      kind: "Deployment",
      shortNames: ["deploy"],
      categories: ["all"],
      subresources: [scaleSubresource, "status"],
      hasGeneration: "spec-or-annotations",
    },
    {
      kind: "ReplicaSet",
      shortNames: ["rs"],
      categories: ["all"],
      subresources: [scaleSubresource, "status"],
      hasGeneration: "spec",
    },
    {
      kind: "StatefulSet",
      shortNames: ["sts"],
      categories: ["all"],
      subresources: [scaleSubresource, "status"],
      hasGeneration: "spec",
    },
  ],
});
