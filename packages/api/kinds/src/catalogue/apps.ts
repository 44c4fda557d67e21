import type { KindDefinition } from "../kind-definition.js";
import { defineKinds } from "./define-kind.js";
import { scale } from "./scale-subresource.js";

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
      subresources: [scale, "status"],
      hasGeneration: "spec-or-annotations",
    },
    {
      kind: "ReplicaSet",
      shortNames: ["rs"],
      categories: ["all"],
      subresources: [scale, "status"],
      hasGeneration: "spec",
    },
    {
      kind: "StatefulSet",
      shortNames: ["sts"],
      categories: ["all"],
      subresources: [scale, "status"],
      hasGeneration: "spec",
    },
  ],
});
