import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";

/** The kinds of batch/v1. */
export const batchKinds: readonly KindDefinition[] = defineKinds("batch", "v1", {
  schemaPrefix: "io.k8s.api.batch.v1.",
  kinds: [
    { kind: "CronJob", shortNames: ["cj"], categories: ["all"], subresources: ["status"], hasGeneration: "spec" },
    {
      kind: "Job",
      categories: ["all"],
      subresources: ["status"],
      hasGeneration: "spec",
      defaultDeletionPolicy: "orphan",
    },
  ],
});
