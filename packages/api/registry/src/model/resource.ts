import { groupOf, type ServedKind } from "@engenho/core";
import { resolve, type SchemaNode } from "@engenho/machinery";
import type { GroupKind } from "@engenho/storage";
import type { CustomVersions } from "./custom-kind.js";
import { defaultStrategy } from "./default-strategy.js";
import type { KindDefinition, SubresourceDefinition } from "./kind-definition.js";
import type { Strategy } from "./strategy.js";

/** One served version of a kind: its definition, its strategy, and its storage. */
export interface Resource {
  /** The data from which the resource was made. */
  readonly definition: KindDefinition;
  /** The served version, such as `apps/v1`. */
  readonly apiVersion: string;
  /** The served kind: `ReplicaSet`. */
  readonly kind: string;
  /** The group and kind in storage. */
  readonly stored: GroupKind;
  /** The version in which objects are stored, such as `apps/v1`. */
  readonly storedApiVersion: string;
  /** What is special about the kind; created on first use. */
  readonly strategy: Strategy;
  /** The plural with its group, as in upstream's messages: `replicasets.apps`, `pods`. */
  readonly qualifiedName: string;
  /** The subresources by name. */
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
  /** Whether a CustomResourceDefinition defines the kind. */
  readonly custom: boolean;
  /** For a custom resource: how its objects are read and stored. */
  readonly versions: CustomVersions | undefined;
  /** In the form of discovery. */
  readonly served: ServedKind;
  /** The root of its schema; looked up on first use, when the catalogue has been parsed. */
  readonly schema: SchemaNode;
  /** The fields at the root that have a default. */
  readonly defaultedFields: readonly string[];
}

/** The apiVersion of a definition: `apps/v1`, `v1`. */
export function apiVersionOf({ group, version }: Pick<KindDefinition, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Creates the Resource of a definition, whose strategy is looked up on first use; `custom` is for custom resources. */
export function createResource(
  definition: KindDefinition,
  {
    custom,
    featureGates,
  }: {
    readonly custom?: { readonly storedApiVersion: string; readonly versions: CustomVersions };
    readonly featureGates?: ReadonlySet<string> | undefined;
  } = {},
): Resource {
  const { group, kind, plural, storedAs } = definition;
  const apiVersion = apiVersionOf(definition);
  let strategy: Strategy | undefined;
  let defaultedFields: readonly string[] | undefined;
  return {
    definition,
    apiVersion,
    kind,
    stored: storedAs === undefined ? { group, kind } : { group: groupOf(storedAs.apiVersion), kind: storedAs.kind },
    storedApiVersion: storedAs?.apiVersion ?? custom?.storedApiVersion ?? apiVersion,
    get strategy() {
      strategy ??= { ...defaultStrategy(definition), ...definition.strategy?.(featureGates) };
      return strategy;
    },
    qualifiedName: group === "" ? plural : `${plural}.${group}`,
    subresources: new Map(definition.subresources.map((subresource) => [subresource.name, subresource])),
    custom: custom !== undefined,
    versions: custom?.versions,
    served: Object.freeze({ apiVersion, kind, plural, namespaced: definition.namespaced, verbs: definition.verbs }),
    get schema() {
      return definition.schema;
    },
    get defaultedFields() {
      defaultedFields ??= Object.entries(this.schema.properties ?? {}).flatMap(([field, node]) =>
        resolve(node).default === undefined ? [] : [field],
      );
      return defaultedFields;
    },
  };
}

/** Whether a subresource can be read or written, unlike those that connect. */
export function hasWritableSubresource({ subresources }: Resource, subresource: string): boolean {
  const served = subresources.get(subresource);
  return served !== undefined && served.connects !== true;
}

/** Whether the body of a subresource is of a different kind than the object. */
export function hasForeignBody(resource: Resource, subresource: string): boolean {
  const served = resource.subresources.get(subresource);
  return served !== undefined && served.body.kind !== resource.kind;
}
