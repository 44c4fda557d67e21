import type { KindDefinition, SubresourceDefinition } from "../kind-definition.js";
import { columnsOf } from "../printers/columns.js";

/** The entry of a kind in a catalogue file; omitted properties follow from the kind's name or have the most common value. */
export interface KindEntry {
  readonly kind: string;
  /** Default: lower-case singular plus `s`. */
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  /** Default: none; `all` is what `kubectl get all` shows. */
  readonly categories?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  /** Default: all eight. */
  readonly verbs?: readonly string[];
  /** A string is the name of a subresource whose body is the kind itself, with get, patch and update. */
  readonly subresources?: readonly (string | SubresourceDefinition)[];
  /** The name of its definition in the schema catalogue. Default: in the group's own package. */
  readonly schemaName?: string;
  readonly storedAs?: KindDefinition["storedAs"];
  readonly storageVersion?: string;
  /** Default `none`. */
  readonly hasGeneration?: KindDefinition["hasGeneration"];
  /** Default `background`. */
  readonly defaultDeletionPolicy?: KindDefinition["defaultDeletionPolicy"];
  /** Default: none. */
  readonly deprecationWarning?: string;
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

/**
 * Completes the entries of one group version to frozen definitions. `schemaPrefix` precedes the kind in the names of the
 * group's schema definitions, for example `io.k8s.api.apps.v1.`.
 */
export function defineKinds(
  group: string,
  version: string,
  options: { readonly schemaPrefix: string; readonly kinds: readonly KindEntry[] },
): readonly KindDefinition[] {
  return options.kinds.map((entry) => {
    const { kind } = entry;
    const singular = kind.toLowerCase();
    const subresources = (entry.subresources ?? []).map((subresource) =>
      Object.freeze(
        typeof subresource === "string"
          ? { name: subresource, verbs: ownBodyVerbs, body: { group, version, kind } }
          : subresource,
      ),
    );
    return Object.freeze<KindDefinition>({
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
      subresources: Object.freeze(subresources),
      schemaName: entry.schemaName ?? `${options.schemaPrefix}${kind}`,
      columns: columnsOf(group, kind),
      ...(entry.storedAs === undefined ? {} : { storedAs: Object.freeze(entry.storedAs) }),
      ...(entry.storageVersion === undefined ? {} : { storageVersion: entry.storageVersion }),
      hasGeneration: entry.hasGeneration ?? "none",
      defaultDeletionPolicy: entry.defaultDeletionPolicy ?? "background",
      ...(entry.deprecationWarning === undefined ? {} : { deprecationWarning: entry.deprecationWarning }),
    });
  });
}
