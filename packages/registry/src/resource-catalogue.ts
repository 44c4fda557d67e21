import type { KindReference, ServedKind } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import type { GroupKind } from "./backend.js";
import type { CustomKind } from "./custom-kind-rules.js";
import { noKindMatch } from "./refusals.js";
import { apiVersionOf, createResource, type Resource } from "./resource.js";
import type { Strategy } from "./strategy.js";

/** Which kinds are served now. Built-in ones stay; custom ones come and go. */
export class ResourceCatalogue {
  readonly #byVersion = new Map<string, Map<string, Resource>>();
  readonly #customKinds = new Map<string, readonly Resource[]>();
  readonly #strategyFor: (kind: KindDefinition) => Strategy;
  #served: readonly ServedKind[] | undefined;
  #list: readonly Resource[] | undefined;
  #definitions: readonly KindDefinition[] | undefined;

  constructor(definitions: readonly KindDefinition[], strategyFor: (kind: KindDefinition) => Strategy) {
    this.#strategyFor = strategyFor;
    const byStoredKind = new Map<string, Strategy>();
    for (const definition of definitions) {
      const { storedAs } = definition;
      // Served views of one stored kind share one strategy, for a strategy may hold what it has handed out.
      const key = `${storedAs?.apiVersion ?? apiVersionOf(definition.group, definition.version)} ${storedAs?.kind ?? definition.kind}`;
      const strategy = byStoredKind.get(key) ?? strategyFor(definition);
      byStoredKind.set(key, strategy);
      this.#put(createResource(definition, strategy));
    }
  }

  /** Throws StoreError `NoKindMatch`. */
  find(reference: KindReference): Resource {
    const resource = this.#byVersion.get(reference.apiVersion)?.get(reference.kind);
    if (resource === undefined) throw noKindMatch(reference);
    return resource;
  }

  /** A resource that keeps its objects as this kind; undefined when none is served. */
  ofStoredKind(kind: GroupKind): Resource | undefined {
    for (const resource of this.all) {
      if (resource.stored.kind === kind.kind && resource.stored.group === kind.group) return resource;
    }
    return undefined;
  }

  /** The versions in which the objects of a kind are served with the same fields. */
  versionsOf(resource: Resource): readonly string[] {
    return this.all
      .filter(
        ({ stored, definition }) =>
          stored.kind === resource.stored.kind && definition.group === resource.definition.group,
      )
      .map(({ apiVersion }) => apiVersion);
  }

  /** Every kind in every version. */
  get all(): readonly Resource[] {
    this.#list ??= [...this.#byVersion.values()].flatMap((kinds) => [...kinds.values()]);
    return this.#list;
  }

  get served(): readonly ServedKind[] {
    this.#served ??= Object.freeze(this.all.map(servedKind));
    return this.#served;
  }

  /** As `all`: the same array until a kind comes or goes. */
  get definitions(): readonly KindDefinition[] {
    this.#definitions ??= Object.freeze(this.all.map(({ definition }) => definition));
    return this.#definitions;
  }

  /** Serves a custom kind from now on, in these versions and no others; `id` names its definition. */
  serve(id: string, custom: CustomKind): void {
    this.withdraw(id);
    const resources: Resource[] = [];
    for (const definition of custom.definitions) {
      const resource = createResource(definition, this.#strategyFor(definition), custom.storedApiVersion);
      if (this.#byVersion.get(resource.apiVersion)?.has(resource.kind)) continue;
      this.#put(resource);
      resources.push(resource);
    }
    this.#customKinds.set(id, resources);
  }

  /** Ends the service of a custom kind. */
  withdraw(id: string): void {
    for (const resource of this.#customKinds.get(id) ?? []) {
      this.#byVersion.get(resource.apiVersion)?.delete(resource.kind);
    }
    this.#customKinds.delete(id);
    this.#changed();
  }

  #put(resource: Resource): void {
    let kinds = this.#byVersion.get(resource.apiVersion);
    if (kinds === undefined) {
      kinds = new Map();
      this.#byVersion.set(resource.apiVersion, kinds);
    }
    kinds.set(resource.kind, resource);
    this.#changed();
  }

  #changed(): void {
    this.#served = undefined;
    this.#list = undefined;
    this.#definitions = undefined;
  }
}

function servedKind(resource: Resource): ServedKind {
  const { plural, namespaced, verbs } = resource.definition;
  return Object.freeze({ apiVersion: resource.apiVersion, kind: resource.kind, plural, namespaced, verbs });
}
