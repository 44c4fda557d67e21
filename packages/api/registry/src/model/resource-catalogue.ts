import { groupOf, type KindReference, type KubernetesObject, type ServedKind } from "@engenho/core";
import type { GroupKind } from "@engenho/storage";
import type { CustomKind, CustomVersions } from "./custom-kind.js";
import { isStored, type KindDefinition } from "./kind-definition.js";
import { noKindMatch } from "./refusals.js";
import { createResource, type Resource } from "./resource.js";

/**
 * The kinds that are currently served. Built-in ones are fixed; custom resources can be added and removed, at a cost
 * independent of their number.
 */
export class ResourceCatalogue {
  readonly #byVersion = new Map<string, Map<string, Resource>>();
  /** The resources of a group, by kind: in every served version. */
  readonly #byGroup = new Map<string, Map<string, readonly Resource[]>>();
  readonly #custom = new Map<string, { readonly kind: CustomKind; readonly resources: readonly Resource[] }>();
  /** Kinds that are served but not stored. */
  readonly #answered: readonly KindDefinition[];
  #served: readonly ServedKind[] | undefined;
  #list: readonly Resource[] | undefined;
  #definitions: readonly KindDefinition[] | undefined;

  /** `featureGates`: those that are enabled in addition to Kubernetes' defaults. */
  constructor(definitions: readonly KindDefinition[], featureGates?: ReadonlySet<string>) {
    for (const definition of definitions) {
      if (isStored(definition)) this.#put(createResource(definition, { featureGates }));
    }
    this.#answered = definitions.filter((definition) => !isStored(definition));
  }

  /** Throws StoreError `NoKindMatch`. */
  find(reference: KindReference): Resource {
    const resource = this.lookUp(reference);
    if (resource === undefined) throw noKindMatch(reference);
    return resource;
  }

  /** A served kind; undefined if it is not served. */
  lookUp({ apiVersion, kind }: KindReference): Resource | undefined {
    return this.#byVersion.get(apiVersion)?.get(kind);
  }

  /** A kind in every served version; empty if it is not served. */
  ofKind({ group, kind }: GroupKind): readonly Resource[] {
    return this.#byGroup.get(group)?.get(kind) ?? [];
  }

  /** Every kind of a group in every version. */
  ofGroup(group: string): readonly Resource[] {
    return [...(this.#byGroup.get(group)?.values() ?? [])].flat();
  }

  /** The kinds with the same objects in storage, itself included. */
  equivalents({ stored }: Resource): readonly Resource[] {
    return this.all.filter((other) => other.stored.kind === stored.kind && other.stored.group === stored.group);
  }

  /** How a custom object is read; undefined for other objects. */
  customVersionsOf({ apiVersion, kind }: KubernetesObject): CustomVersions | undefined {
    if (this.#custom.size === 0) return undefined;
    return this.#byGroup.get(groupOf(apiVersion))?.get(kind)?.[0]?.versions;
  }

  /** Every kind in every version. */
  get all(): readonly Resource[] {
    this.#list ??= [...this.#byVersion.values()].flatMap((kinds) => [...kinds.values()]);
    return this.#list;
  }

  /** One entry per kind and served version, in the form of discovery. */
  get served(): readonly ServedKind[] {
    this.#served ??= Object.freeze(this.all.map(({ served }) => served));
    return this.#served;
  }

  /** As `all`, and the kinds that are not stored: the same array until a kind is added or removed. */
  get definitions(): readonly KindDefinition[] {
    this.#definitions ??= Object.freeze([...this.all.map(({ definition }) => definition), ...this.#answered]);
    return this.#definitions;
  }

  /** The custom resource of a definition. */
  customKind(id: string): CustomKind | undefined {
    return this.#custom.get(id)?.kind;
  }

  /** Serves a custom resource in exactly these versions; `id` identifies its definition. */
  serve(id: string, kind: CustomKind): void {
    if (this.#custom.get(id)?.kind === kind) return;
    this.withdraw(id);
    const resources: Resource[] = [];
    for (const definition of kind.definitions) {
      const resource = createResource(definition, { custom: kind });
      if (this.#byVersion.get(resource.apiVersion)?.has(resource.kind)) continue;
      this.#put(resource);
      resources.push(resource);
    }
    this.#custom.set(id, { kind, resources });
  }

  /** Stops serving a custom resource. */
  withdraw(id: string): void {
    const withdrawn = this.#custom.get(id)?.resources;
    if (withdrawn === undefined) return;
    for (const resource of withdrawn) this.#remove(resource);
    this.#custom.delete(id);
    this.#changed();
  }

  #put(resource: Resource): void {
    const { apiVersion, kind, definition } = resource;
    entryOf(this.#byVersion, apiVersion, newMap<Resource>).set(kind, resource);
    const kinds = entryOf(this.#byGroup, definition.group, newMap<readonly Resource[]>);
    kinds.set(kind, [...(kinds.get(kind) ?? []), resource]);
    this.#changed();
  }

  #remove(resource: Resource): void {
    const { apiVersion, kind, definition } = resource;
    const versions = this.#byVersion.get(apiVersion);
    versions?.delete(kind);
    if (versions?.size === 0) this.#byVersion.delete(apiVersion);
    const kinds = this.#byGroup.get(definition.group);
    const others = kinds?.get(kind)?.filter((other) => other !== resource) ?? [];
    if (others.length > 0) kinds?.set(kind, others);
    else kinds?.delete(kind);
    if (kinds?.size === 0) this.#byGroup.delete(definition.group);
  }

  #changed(): void {
    this.#served = undefined;
    this.#list = undefined;
    this.#definitions = undefined;
  }
}

function newMap<Value>(): Map<string, Value> {
  return new Map();
}

function entryOf<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = create();
    map.set(key, entry);
  }
  return entry;
}
