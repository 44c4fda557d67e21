import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";

/** The kinds of autoscaling/v2, policy/v1 and scheduling.k8s.io/v1. */
export const policyKinds: readonly KindDefinition[] = [
  ...defineKinds("autoscaling", "v2", {
    schemaPrefix: "io.k8s.api.autoscaling.v2.",
    kinds: [{ kind: "HorizontalPodAutoscaler", shortNames: ["hpa"], categories: ["all"], subresources: ["status"] }],
  }),
  ...defineKinds("policy", "v1", {
    schemaPrefix: "io.k8s.api.policy.v1.",
    kinds: [{ kind: "PodDisruptionBudget", shortNames: ["pdb"], subresources: ["status"], hasGeneration: "spec" }],
  }),
  ...defineKinds("scheduling.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.scheduling.v1.",
    kinds: [
      {
        kind: "PriorityClass",
        plural: "priorityclasses",
        shortNames: ["pc"],
        namespaced: false,
        hasGeneration: "fixed",
      },
    ],
  }),
];
