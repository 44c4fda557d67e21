import { SchemaCatalogue, type SchemaNode } from "@engenho/machinery";
import { goFacts } from "../definition/go-facts.js";
import { schemas } from "../definition/schemas.js";
import { optionalSchemasJson } from "../generated/optional-schemas.js";

/**
 * The definitions of the kinds that are served on request only, such as `io.k8s.api.certificates.v1beta1.ClusterTrustBundle`, and those of
 * all others.
 */
export const optionalSchemas: SchemaCatalogue = new SchemaCatalogue(
  () => expanded(JSON.parse(optionalSchemasJson) as Record<string, SchemaNode | string>),
  { below: schemas, goFacts },
);

/** The definitions, those included that are written as the name of another version's. */
function expanded(entries: Readonly<Record<string, SchemaNode | string>>): Record<string, SchemaNode> {
  const found: Record<string, SchemaNode> = {};
  const nodeOf = (name: string): SchemaNode => {
    const entry = entries[name] ?? schemas.definition(name);
    if (entry === undefined) throw new Error(`no schema ${name}`);
    return typeof entry === "string" ? inVersionOf(name, entry, nodeOf(entry)) : entry;
  };
  for (const name of Object.keys(entries)) found[name] = nodeOf(name);
  return found;
}

/** A definition of one version as that of another. */
function inVersionOf(name: string, base: string, node: SchemaNode): SchemaNode {
  const text = JSON.stringify(node).replaceAll(`"${packageOf(base)}`, `"${packageOf(name)}`);
  const next = JSON.parse(text) as SchemaNode;
  const kinds = next["x-kubernetes-group-version-kind"];
  if (kinds === undefined) return next;
  const version = name.split(".").at(-2) as string;
  return { ...next, "x-kubernetes-group-version-kind": kinds.map((kind) => ({ ...kind, version })) };
}

/** `io.k8s.api.resource.v1.` */
function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf(".") + 1);
}
