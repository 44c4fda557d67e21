import type { KindDefinition, SubresourceDefinition } from "../kind-definition.js";
import { columnsOf } from "../printers/columns.js";

/** What a catalogue file says of a kind; the rest follows from the kind's name or is the common case. */
export interface KindEntry {
  readonly kind: string;
  /** Lower-case singular plus `s` unless told. */
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  /** None unless told; `all` is what `kubectl get all` shows. */
  readonly categories?: readonly string[];
  /** True unless told. */
  readonly namespaced?: boolean;
  /** All eight unless told. */
  readonly verbs?: readonly string[];
  /** A name alone is a subresource whose body is the kind itself, with get, patch and update. */
  readonly subresources?: readonly (string | SubresourceDefinition)[];
  /** Which definitions of the schema catalogue the group's kinds belong to; the group's own unless told. */
  readonly schemaName?: string;
  readonly storedAs?: KindDefinition["storedAs"];
  readonly storageVersion?: string;
  /** `none` unless told. */
  readonly hasGeneration?: KindDefinition["hasGeneration"];
  /** `background` unless told. */
  readonly defaultDeletionPolicy?: KindDefinition["defaultDeletionPolicy"];
  /** None unless told. */
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
 * Completes the entries of one group version into frozen definitions. `schemaPrefix` is what stands before the kind in
 * the names of the group's schema definitions, such as `io.k8s.api.apps.v1.`.
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
