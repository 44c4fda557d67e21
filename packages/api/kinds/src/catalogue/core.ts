import type { KindDefinition } from "@engenho/registry";
import { bindPod } from "../strategies/binding.js";
import { evictPod } from "../strategies/eviction.js";
import { defineKinds } from "./define-kind.js";
import { scaleSubresource } from "./scale-subresource.js";

/** The kinds of the core group, v1. Without Pod's `attach`, `exec`, `portforward` and the `proxy` paths. */
export const coreKinds: readonly KindDefinition[] = defineKinds("", "v1", {
  schemaPrefix: "io.k8s.api.core.v1.",
  kinds: [
    { kind: "ConfigMap", shortNames: ["cm"] },
    {
      kind: "Endpoints",
      plural: "endpoints",
      shortNames: ["ep"],
      deprecationWarning: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    },
    { kind: "Event", shortNames: ["ev"], defaultDeletionPolicy: "unsupported" },
    { kind: "LimitRange", shortNames: ["limits"] },
    {
      kind: "Namespace",
      shortNames: ["ns"],
      namespaced: false,
      verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
      subresources: [
        { name: "finalize", verbs: ["update"], body: { group: "", version: "v1", kind: "Namespace" } },
        "status",
      ],
    },
    { kind: "Node", shortNames: ["no"], namespaced: false, subresources: ["status"] },
    { kind: "PersistentVolumeClaim", shortNames: ["pvc"], subresources: ["status"] },
    { kind: "PersistentVolume", shortNames: ["pv"], namespaced: false, subresources: ["status"] },
    {
      kind: "Pod",
      shortNames: ["po"],
      categories: ["all"],
      hasGeneration: "spec",
      subresources: [
        {
          name: "binding",
          verbs: ["create"],
          body: { group: "", version: "v1", kind: "Binding" },
          schemaName: "io.k8s.api.core.v1.Binding",
          create: bindPod,
        },
        "ephemeralcontainers",
        {
          name: "eviction",
          verbs: ["create"],
          body: { group: "policy", version: "v1", kind: "Eviction" },
          schemaName: "io.k8s.api.policy.v1.Eviction",
          create: evictPod,
        },
        { name: "log", verbs: ["get"], body: { group: "", version: "v1", kind: "Pod" } },
        "resize",
        "status",
      ],
    },
    { kind: "PodTemplate", hasGeneration: "template" },
    {
      kind: "ReplicationController",
      shortNames: ["rc"],
      categories: ["all"],
      subresources: [scaleSubresource, "status"],
      hasGeneration: "spec",
      defaultDeletionPolicy: "orphan",
    },
    { kind: "ResourceQuota", shortNames: ["quota"], subresources: ["status"] },
    { kind: "Secret" },
    {
      kind: "ServiceAccount",
      shortNames: ["sa"],
      subresources: [
        {
          name: "token",
          verbs: ["create"],
          body: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
          schemaName: "io.k8s.api.authentication.v1.TokenRequest",
        },
      ],
    },
    { kind: "Service", shortNames: ["svc"], categories: ["all"], subresources: ["status"] },
  ],
});
