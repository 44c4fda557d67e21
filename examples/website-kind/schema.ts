import type { SchemaNode } from "@engenho/machinery";

const count: SchemaNode = { type: "integer", format: "int32" };

/** The fields of a Website, with types and defaults: used by decoding, server-side apply and OpenAPI. */
export const schema: SchemaNode = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        host: { type: "string", description: "The host name that the site is served for." },
        replicas: { ...count, default: 1, description: "The number of replicas that serve it." },
      },
    },
    status: {
      type: "object",
      properties: { readyReplicas: { ...count, description: "How many of them are ready." } },
    },
  },
};
