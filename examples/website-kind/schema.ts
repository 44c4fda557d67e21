import { metaSchemas, SchemaCatalogue } from "@engenho/machinery";

/** The definition's name, as OpenAPI documents have it. */
export const schemaName = "com.example.v1.Website";

/** The fields of a Website, with their types and defaults. ObjectMeta and its like come from the catalogue below. */
export const schemas = new SchemaCatalogue(
  () => ({
    [schemaName]: {
      type: "object",
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { $ref: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" },
        spec: {
          type: "object",
          properties: {
            host: { type: "string" },
            replicas: { type: "integer", format: "int32", default: 1 },
          },
        },
        status: {
          type: "object",
          properties: { readyReplicas: { type: "integer", format: "int32" } },
        },
      },
    },
  }),
  { below: metaSchemas },
);
