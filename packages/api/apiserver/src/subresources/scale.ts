import type { KindDefinition } from "@engenho/registry";

/** How a Scale is represented. It is not a kind with paths of its own. */
export const scaleDefinition: KindDefinition = {
  group: "autoscaling",
  version: "v1",
  kind: "Scale",
  listKind: "ScaleList",
  plural: "scales",
  singular: "scale",
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: [],
  subresources: [],
  schemaName: "io.k8s.api.autoscaling.v1.Scale",
  schema: { type: "object" },
  columns: [
    { name: "Name", type: "string", format: "name", description: "", priority: 0, jsonPath: ".metadata.name" },
    { name: "Desired", type: "integer", format: "", description: "", priority: 0, jsonPath: ".spec.replicas" },
    { name: "Available", type: "integer", format: "", description: "", priority: 0, jsonPath: ".status.replicas" },
    { name: "Age", type: "date", format: "", description: "", priority: 0, jsonPath: ".metadata.creationTimestamp" },
  ],
  hasGeneration: "none",
  defaultDeletionPolicy: "background",
};
