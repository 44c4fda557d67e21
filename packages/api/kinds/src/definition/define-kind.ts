import type { SchemaCatalogue, SchemaNode } from "@engenho/machinery";
import { type KindDefinition, type KindEntry, kindDefinition, type SubresourceDefinition } from "@engenho/registry";
import { defaultPrinter } from "../printing/default-printer.js";
import type { Printer } from "../printing/printer.js";
import { type BuiltInBehaviour, builtInStrategy } from "./built-in-strategy.js";
import { schemas } from "./schemas.js";

/** The properties of a built-in kind that do not follow from its name and differ from the defaults. */
export interface BuiltInEntry
  extends Omit<KindEntry, "schema" | "printer" | "columns" | "strategy">,
    BuiltInBehaviour {}

/** Completes the definition of a built-in kind in one version; its schema comes from the catalogue, by default that of all stable kinds. */
export function defineKind(entry: BuiltInEntry, catalogue: () => SchemaCatalogue = () => schemas): KindDefinition {
  const { group, version, kind } = entry;
  const schemaName = entry.schemaName ?? `io.k8s.api.${group === "" ? "core" : group.split(".")[0]}.${version}.${kind}`;
  let known: Printer | undefined;
  const printer = () => {
    known ??= entry.printer?.() ?? defaultPrinter;
    return known;
  };
  return kindDefinition({
    ...entry,
    schemaName,
    get schema() {
      return schemaOf(schemaName, catalogue());
    },
    subresources: (entry.subresources ?? []).map((subresource) =>
      typeof subresource === "string" ? subresource : withSchema(subresource),
    ),
    get printer() {
      return printer();
    },
    get columns() {
      return printer().columns;
    },
    strategy: (definition, featureGates) => builtInStrategy(definition, entry, featureGates),
  });
}

function withSchema(subresource: SubresourceDefinition): SubresourceDefinition {
  const { schemaName } = subresource;
  if (schemaName === undefined || "schema" in subresource) return subresource;
  return Object.freeze({
    ...subresource,
    get schema() {
      return schemaOf(schemaName, schemas);
    },
  });
}

function schemaOf(name: string, catalogue: SchemaCatalogue): SchemaNode {
  const schema = catalogue.definition(name);
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return schema;
}
