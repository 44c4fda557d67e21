import type { SchemaNode } from "@engenho/machinery";
import { type KindDefinition, type KindEntry, kindDefinition, type SubresourceDefinition } from "@engenho/registry";
import { fieldSelectorsOf } from "../field-selectors.js";
import { defaultPrinter, printerOf } from "../printers/printers.js";
import { schemas } from "../schemas.js";
import { strategyFor } from "../strategies/index.js";

/** An entry of a catalogue file: a kind of the file's group version. */
export type BuiltInEntry = Omit<KindEntry, "group" | "version" | "schema">;

/**
 * Completes the entries of one group version to definitions with schemas, printers, field selectors and, for entries without
 * their own, strategies. `schemaPrefix` is the prefix of the group's schema definitions, such as `io.k8s.api.apps.v1.`.
 */
export function defineKinds(
  group: string,
  version: string,
  options: { readonly schemaPrefix: string; readonly kinds: readonly BuiltInEntry[] },
): readonly KindDefinition[] {
  return options.kinds.map((entry) => {
    const schemaName = entry.schemaName ?? `${options.schemaPrefix}${entry.kind}`;
    const printer = printerOf(group, entry.kind) ?? defaultPrinter;
    const fieldSelectors = fieldSelectorsOf(group, entry.kind);
    return kindDefinition({
      strategy: strategyFor,
      ...entry,
      group,
      version,
      schemaName,
      get schema() {
        return schemaOf(schemaName);
      },
      subresources: (entry.subresources ?? []).map((subresource) =>
        typeof subresource === "string" ? subresource : withSchema(subresource),
      ),
      printer,
      columns: printer.columns,
      ...(fieldSelectors === undefined ? {} : { fieldSelectors }),
    });
  });
}

function withSchema(subresource: SubresourceDefinition): SubresourceDefinition {
  const { schemaName } = subresource;
  if (schemaName === undefined || "schema" in subresource) return subresource;
  return Object.freeze({
    ...subresource,
    get schema() {
      return schemaOf(schemaName);
    },
  });
}

function schemaOf(name: string): SchemaNode {
  const schema = schemas.definition(name);
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return schema;
}
