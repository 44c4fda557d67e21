import type { KindToken } from "@engenho/types";
import type { Logger } from "../environment/logger.js";
import { keyOf } from "../objects/keys.js";
import { KindFilter } from "../objects/kind-filter.js";
import { everyKind } from "../objects/kind-token.js";
import type { LabelSelector } from "../objects/label-selector.js";
import { groupOf, type KindReference, type KubernetesObject, type Stored } from "../objects/object.js";
import { SelectorMemo } from "../objects/selector-memo.js";
import type { Store } from "../store/store.js";
import type { WatchEvent } from "../store/watch.js";
import { wokenByDependent } from "./dependents.js";
import type { MappedKeys } from "./keyed-reconciler.js";

/** The kind that a controller reconciles: its keys are the keys of these objects. */
export interface ControlledKind<T extends KubernetesObject = KubernetesObject> {
  /** The kind of the objects that the keys name. */
  readonly kind: KindToken<T>;
  /** Which of its events enqueue the object's key. Default: all. */
  readonly when?: (event: WatchEvent<T>) => boolean;
  /** Which of its objects are enqueued by a tick of everything. Default: all. */
  readonly isWanted?: (object: Stored<T>) => boolean;
}

/**
 * A kind whose objects have an object of the controlled kind as their controller. Its events enqueue the owner, and the
 * previous owner if it has changed.
 */
export interface OwnedKind<T extends KubernetesObject = KubernetesObject> {
  /** The kind of the dependents. */
  readonly kind: KindReference;
  /**
   * The owner's selector. With it, an event of a dependent without a controller enqueues the owners in its namespace that
   * select it and may adopt it. An empty selector matches nothing here. Default: orphans enqueue nothing.
   */
  readonly selectorOf?: (owner: T) => LabelSelector | undefined;
}

/** Any other kind that a controller watches. */
export interface WatchedKind<T extends KubernetesObject = KubernetesObject> {
  /** {@link everyKind} for all of them. */
  readonly kind: KindToken<T>;
  /**
   * The keys that an event enqueues. It may look things up, and maintain an index: it is called for one event at a time, in
   * commit order, and not while `listKeys` runs. A key may be delayed; of two deadlines for one key the earlier is kept.
   */
  readonly keysOf: (event: WatchEvent<T>) => MappedKeys | Promise<MappedKeys>;
}

/** The kinds that a controller watches, as declared in its options. */
export interface SourceOptions {
  readonly controllerName: string;
  readonly store: Store;
  readonly logger: Logger;
  readonly for?: ControlledKind | undefined;
  readonly owns: readonly OwnedKind[];
  readonly watches: readonly WatchedKind[];
}

/** All kinds that a controller watches, and the mapping from their events to keys. */
export interface EventSources {
  readonly kinds: KindFilter;
  readonly keysOf: (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;
}

type Mapper = (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;

const noKeys: MappedKeys = [];

/** Combines a controller's sources. */
export function createEventSources(options: SourceOptions): EventSources {
  const { for: controlled, owns, watches } = options;
  const sources: (readonly [kind: KindReference, mapper: Mapper])[] = [];
  if (controlled !== undefined) sources.push([controlled.kind, ownKeys(controlled)]);
  for (const owned of owns) sources.push([owned.kind, ownersOf(owned, options)]);
  for (const { kind, keysOf } of watches) sources.push([kind, keysOf]);

  /** Mappers by kind, then by apiVersion: after the first event of a kind, finding its mapper takes two lookups. */
  const known = new Map<string, Map<string, Mapper>>();
  return {
    kinds: sources.some(([kind]) => isEvery(kind))
      ? KindFilter.all
      : KindFilter.kinds(sources.map(([{ apiVersion, kind }]) => ({ group: groupOf(apiVersion), kind }))),
    keysOf(event) {
      const { apiVersion, kind } = event.object;
      let versions = known.get(kind);
      if (versions === undefined) {
        versions = new Map();
        known.set(kind, versions);
      }
      let mapper = versions.get(apiVersion);
      if (mapper === undefined) {
        mapper = combineMappers(sources.filter(([source]) => concerns(source, event.object)).map(([, each]) => each));
        versions.set(apiVersion, mapper);
      }
      return mapper(event);
    },
  };
}

function isEvery({ kind }: KindReference): boolean {
  return kind === everyKind.kind;
}

function concerns(source: KindReference, object: KindReference): boolean {
  return isEvery(source) || (source.kind === object.kind && groupOf(source.apiVersion) === groupOf(object.apiVersion));
}

/** Combines mappers: a kind may be both owned and watched. */
function combineMappers(mappers: readonly Mapper[]): Mapper {
  const [only, ...others] = mappers;
  if (only === undefined) return () => noKeys;
  if (others.length === 0) return only;
  return async (event) => {
    const keys = [];
    for (const mapper of mappers) keys.push(...(await mapper(event)));
    return keys;
  };
}

/** A deleted object is reconciled once more; its pending requeue and retries are dropped. */
function ownKeys({ when }: ControlledKind): Mapper {
  return (event) => {
    if (when !== undefined && !when(event)) return noKeys;
    const key = keyOf(event.object);
    return event.type === "DELETED" ? [{ key, forget: true }, key] : [key];
  };
}

function ownersOf({ selectorOf }: OwnedKind, options: SourceOptions): Mapper {
  const { for: controlled } = options;
  if (controlled === undefined)
    throw new TypeError(
      `createKeyedController: ${options.controllerName} has "owns", and needs "for", the kind of the owners`,
    );
  const { kind: ownerKind } = controlled;
  const selectors = new SelectorMemo();

  async function adopters(orphan: KubernetesObject): Promise<string[]> {
    const { labels, namespace } = orphan.metadata;
    if (labels === undefined || Object.keys(labels).length === 0) return [];
    const { items } = await options.store.list(ownerKind, ownerKind.namespaced === false ? {} : { namespace });
    const keys = items
      .filter((each) => {
        const matcher = selectors.tryCompile(selectorOf?.(each));
        return matcher !== undefined && !matcher.selectsEverything && matcher.matches(labels);
      })
      .map(keyOf);
    if (keys.length > 1) {
      const fields = { controller: options.controllerName, kind: orphan.kind, object: keyOf(orphan), keys };
      options.logger.warn(fields, "several selectors match one orphan");
    }
    return keys;
  }

  return (event) => {
    const { owners, orphan } = wokenByDependent(event, ownerKind);
    if (orphan === undefined || selectorOf === undefined) return owners;
    return adopters(orphan).then((keys) => [...owners, ...keys]);
  };
}
