import type { KindDefinition } from "@engenho/registry";

/** A custom resource for tests: CronTab of stable.example.com. */
export function customKind(version = "v1"): KindDefinition {
  return {
    group: "stable.example.com",
    version,
    kind: "CronTab",
    listKind: "CronTabList",
    plural: "crontabs",
    singular: "crontab",
    shortNames: ["ct"],
    categories: ["all"],
    namespaced: true,
    verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
    subresources: [],
    schema: {
      type: "object",
      properties: {
        spec: {
          type: "object",
          description: "What is wanted.",
          properties: {
            cronSpec: { type: "string", nullable: true },
            port: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
            anything: {
              type: "object",
              "x-kubernetes-preserve-unknown-fields": true,
              properties: { a: { type: "string" } },
            },
          },
        },
      },
    },
    columns: [{ name: "Name", type: "string", format: "name", description: "", priority: 0 }],
    hasGeneration: "content",
    defaultDeletionPolicy: "background",
  };
}
