import type { SchemaNode } from "@engenho/machinery";
import type { ColumnDefinition, KindDefinition, SubresourceDefinition } from "./kind-definition.js";
import type { Strategy } from "./strategy.js";

/** What there is to say of a kind; the rest follows from its name or is the common case. */
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
    | "deprecationWarning"
  > {
  /** The root of its schema; read at the first use of the kind, so it may be a getter. */
  readonly schema: SchemaNode;
  /** Default: the lower-case singular and `s`. */
  readonly plural?: string;
  /** Default: none. */
  readonly shortNames?: readonly string[];
  /** Default: none. `all` is what `kubectl get all` shows. */
  readonly categories?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  /** Default: all eight. */
  readonly verbs?: readonly string[];
  /** A name alone is a subresource whose body is the kind itself, with get, patch and update. Default: none. */
  readonly subresources?: readonly (string | SubresourceDefinition)[];
  /** What is special about the kind. Default: what the entry says, see `defaultStrategy`. */
  readonly strategy?: (kind: KindDefinition) => Strategy;
  /** Default: the name and the age. */
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

const nameAndAge: readonly ColumnDefinition[] = Object.freeze([
  { name: "Name", type: "string", format: "name", description: "", priority: 0, jsonPath: ".metadata.name" },
  { name: "Age", type: "date", format: "", description: "", priority: 0, jsonPath: ".metadata.creationTimestamp" },
]);

/** Completes what is said of a kind in one version into a frozen definition. */
export function kindDefinition(entry: KindEntry): KindDefinition {
  const { group, version, kind, strategy } = entry;
  const singular = kind.toLowerCase();
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
      return entry.schema;
    },
    columns: Object.freeze(entry.columns ?? nameAndAge),
    hasGeneration: entry.hasGeneration ?? "none",
    defaultDeletionPolicy: entry.defaultDeletionPolicy ?? "background",
    ...(strategy === undefined ? {} : { strategy: () => strategy(definition) }),
    ...(entry.schemaName === undefined ? {} : { schemaName: entry.schemaName }),
    ...(entry.printer === undefined ? {} : { printer: entry.printer }),
    ...(entry.fieldSelectors === undefined ? {} : { fieldSelectors: entry.fieldSelectors }),
    ...(entry.storedAs === undefined ? {} : { storedAs: Object.freeze(entry.storedAs) }),
    ...(entry.conversion === undefined ? {} : { conversion: entry.conversion }),
    ...(entry.storageVersion === undefined ? {} : { storageVersion: entry.storageVersion }),
    ...(entry.deprecationWarning === undefined ? {} : { deprecationWarning: entry.deprecationWarning }),
  });
  return definition;
}
