import { objectMetaReference, type SchemaNode } from "@engenho/machinery";
import type { ColumnDefinition, KindDefinition, SubresourceDefinition } from "./kind-definition.js";
import { nameAndAge } from "./standard-columns.js";
import type { Strategy } from "./strategy.js";

/** A kind to be defined. Omitted members are derived from its name or get the usual value. */
export interface KindEntry
  extends Pick<
    KindDefinition,
    | "group"
    | "version"
    | "kind"
    | "schemaName"
    | "printer"
    | "fieldSelectors"
    | "storedAs"
    | "conversion"
    | "storageVersion"
    | "returnsDeletedObject"
    | "computed"
    | "deprecationWarning"
  > {
  /**
   * The root of its schema. It may be a getter: it is read when the kind is first used. Without `schemaName` it need not declare
   * `apiVersion`, `kind` and `metadata`.
   */
  readonly schema: SchemaNode;
  /** Default: the lower-case singular and `s`. */
  readonly plural?: string;
  /** Default: none. */
  readonly shortNames?: readonly string[];
  /** Default: none. `kubectl get all` lists the category `all`. */
  readonly categories?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  /** Default: all eight. */
  readonly verbs?: readonly string[];
  /**
   * A plain name defines a subresource with the kind itself as its body, and the verbs get, patch and update. Default: none.
   */
  readonly subresources?: readonly (string | SubresourceDefinition)[];
  /** The kind's special behaviour, on top of what the entry says. Default: none. */
  readonly strategy?: (kind: KindDefinition, featureGates?: ReadonlySet<string>) => Strategy;
  /** Default: the name and the age. Like the schema and the printer, it may be a getter. */
  readonly columns?: readonly ColumnDefinition[];
  /** Default `none`. */
  readonly hasGeneration?: KindDefinition["hasGeneration"];
  /** Default `background`. */
  readonly defaultDeletionPolicy?: KindDefinition["defaultDeletionPolicy"];
}

const allVerbs: readonly string[] = Object.freeze([
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
]);

const ownBodyVerbs: readonly string[] = Object.freeze(["get", "patch", "update"]);

/** Completes an entry to a frozen definition of a kind in one version. */
export function kindDefinition(entry: KindEntry): KindDefinition {
  const { group, version, kind, strategy } = entry;
  const singular = kind.toLowerCase();
  let schema: SchemaNode | undefined;
  let columns: readonly ColumnDefinition[] | undefined;
  const definition: KindDefinition = Object.freeze<KindDefinition>({
    group,
    version,
    kind,
    listKind: `${kind}List`,
    plural: entry.plural ?? `${singular}s`,
    singular,
    shortNames: Object.freeze(entry.shortNames ?? []),
    categories: Object.freeze(entry.categories ?? []),
    namespaced: entry.namespaced ?? true,
    verbs: entry.verbs ?? allVerbs,
    subresources: Object.freeze(
      (entry.subresources ?? []).map((subresource) =>
        typeof subresource === "string"
          ? Object.freeze({ name: subresource, verbs: ownBodyVerbs, body: { group, version, kind } })
          : subresource,
      ),
    ),
    get schema() {
      schema ??= entry.schemaName === undefined ? withObjectFields(entry.schema) : entry.schema;
      return schema;
    },
    get columns() {
      columns ??= Object.freeze(entry.columns ?? nameAndAge);
      return columns;
    },
    get printer() {
      return entry.printer;
    },
    hasGeneration: entry.hasGeneration ?? "none",
    defaultDeletionPolicy: entry.defaultDeletionPolicy ?? "background",
    ...(strategy === undefined ? {} : { strategy: (gates?: ReadonlySet<string>) => strategy(definition, gates) }),
    ...(entry.schemaName === undefined ? {} : { schemaName: entry.schemaName }),
    ...(entry.fieldSelectors === undefined ? {} : { fieldSelectors: entry.fieldSelectors }),
    ...(entry.storedAs === undefined ? {} : { storedAs: Object.freeze(entry.storedAs) }),
    ...(entry.conversion === undefined ? {} : { conversion: entry.conversion }),
    ...(entry.storageVersion === undefined ? {} : { storageVersion: entry.storageVersion }),
    ...(entry.returnsDeletedObject === undefined ? {} : { returnsDeletedObject: entry.returnsDeletedObject }),
    ...(entry.computed === undefined ? {} : { computed: entry.computed }),
    ...(entry.deprecationWarning === undefined ? {} : { deprecationWarning: entry.deprecationWarning }),
  });
  return definition;
}

const text: SchemaNode = Object.freeze({ type: "string" });

/** The schema with the fields that every object has, where it does not declare them itself. */
function withObjectFields(schema: SchemaNode): SchemaNode {
  const properties = { apiVersion: text, kind: text, metadata: objectMetaReference, ...schema.properties };
  return Object.freeze({ ...schema, properties: Object.freeze(Object.assign(Object.create(null), properties)) });
}
