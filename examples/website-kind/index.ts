import { kindDefinition } from "@engenho/registry";
import { columns, printer } from "./printer.js";
import { schema } from "./schema.js";
import { websiteStrategy } from "./strategy.js";

export { type Website, websites } from "./website.js";

/** The kind Website, for a registry and a server: used by discovery, tables, validation and storage. */
export const websiteKind = kindDefinition({
  group: "example.com",
  version: "v1",
  kind: "Website",
  shortNames: ["web"],
  categories: ["all"],
  subresources: ["status"],
  schema,
  strategy: () => websiteStrategy,
  printer,
  columns,
  hasGeneration: "spec",
});
