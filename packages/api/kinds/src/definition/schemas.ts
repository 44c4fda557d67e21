import { metaSchemas, SchemaCatalogue, type SchemaNode } from "@engenho/machinery";
import { schemasJson } from "../generated/schemas.js";
import { goFacts } from "./go-facts.js";

/**
 * The definitions of all built-in kinds, such as `io.k8s.api.core.v1.PodSpec`, and those of apimachinery. Parsed on first use,
 * which takes a few milliseconds.
 */
export const schemas: SchemaCatalogue = new SchemaCatalogue(
  () => JSON.parse(schemasJson) as Record<string, SchemaNode>,
  { below: metaSchemas, goFacts },
);
