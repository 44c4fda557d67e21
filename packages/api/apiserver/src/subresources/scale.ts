import {
  ageColumn,
  ageOf,
  type ColumnDefinition,
  type KindDefinition,
  nameColumn,
  nameOf,
  object,
} from "@engenho/registry";

const replicas = (name: string, description: string): ColumnDefinition => ({
  name,
  type: "integer",
  format: "",
  description,
  priority: 0,
});

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
    { ...nameColumn, format: "" },
    replicas("Desired", "replicas is the desired number of instances for the scaled object."),
    replicas("Available", "replicas is the actual number of observed instances of the scaled object."),
    ageColumn,
  ],
  printer: {
    cells: (item, nowMs) => [
      nameOf(item),
      Number(object(item.spec).replicas ?? 0),
      Number(object(item.status).replicas ?? 0),
      ageOf(item, nowMs),
    ],
  },
  hasGeneration: "none",
  defaultDeletionPolicy: "background",
};
