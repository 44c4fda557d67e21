import { metaSchemas, SchemaCatalogue, type SchemaNode } from "@engenho/machinery";
import { firstSchemasJson } from "../generated/first-schemas.js";
import { furtherSchemasJson } from "../generated/further-schemas.js";
import { goFacts } from "./go-facts.js";

const parse = (json: string) => JSON.parse(json) as Record<string, SchemaNode>;

/** Those of the kinds that a server writes when it starts: the program loads the others when one is first needed. */
const firstSchemas: SchemaCatalogue = new SchemaCatalogue(() => parse(firstSchemasJson), {
  below: metaSchemas,
  goFacts,
});

/**
 * The definitions of all built-in kinds, such as `io.k8s.api.core.v1.PodSpec`, and those of apimachinery. Parsed on first use,
 * which takes a few milliseconds.
 */
export const schemas: SchemaCatalogue = new SchemaCatalogue(() => parse(furtherSchemasJson), {
  below: firstSchemas,
  goFacts,
});
