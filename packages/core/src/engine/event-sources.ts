import type { Logger } from "../environment/logger.js";
import { keyOf } from "../objects/keys.js";
import { KindFilter } from "../objects/kind-filter.js";
import { everyKind, type KindToken } from "../objects/kind-token.js";
import type { LabelSelector } from "../objects/label-selector.js";
import { groupOf, type KindReference, type KubernetesObject, type Stored } from "../objects/object.js";
import { SelectorMemo } from "../objects/selector-memo.js";
import type { Store } from "../store/store.js";
import type { WatchEvent } from "../store/watch.js";
import { wokenByDependent } from "./dependents.js";
import type { MappedKeys } from "./keyed-reconciler.js";

/** The kind whose objects a controller's keys name. */
export interface ControlledKind<T extends KubernetesObject = KubernetesObject> {
  readonly kind: KindToken<T>;
  /** Which of its commits wake the object's key. Default: all. */
  readonly when?: (event: WatchEvent<T>) => boolean;
  /** Which of its objects a tick of everything works on. Default: all. */
  readonly isWanted?: (object: Stored<T>) => boolean;
}

/**
 * A kind that objects of the controlled kind own by a controller reference. Its commits wake the owner, and the one before
 * where it has changed.
 */
export interface OwnedKind<T extends KubernetesObject = KubernetesObject> {
  readonly kind: KindReference;
  /**
   * What an owner selects. Then a dependent without a controller wakes those of its namespace that select it and may want to adopt it.
   * An empty selector selects nobody here. Default: orphans wake nobody.
   */
  readonly selectorOf?: (owner: T) => LabelSelector | undefined;
}

/** Any other kind that a controller has to hear of. */
export interface WatchedKind<T extends KubernetesObject = KubernetesObject> {
  /** {@link everyKind} for all of them. */
  readonly kind: KindToken<T>;
  /**
   * The keys whose answer a commit may change. It may look things up, and keep an index: it sees commits one by one, in
   * their order, and not while `listKeys` runs. A key may ask to wait; of two deadlines for one key the earlier counts.
   */
  readonly keysOf: (event: WatchEvent<T>) => MappedKeys | Promise<MappedKeys>;
}

/** What a controller says of the kinds that it hears of. */
export interface SourceOptions {
  readonly controllerName: string;
  readonly store: Store;
  readonly logger: Logger;
  readonly for?: ControlledKind | undefined;
  readonly owns: readonly OwnedKind[];
  readonly watches: readonly WatchedKind[];
}

/** The kinds that a controller hears of, and what a commit of each means to it. */
export interface EventSources {
  readonly kinds: KindFilter;
  readonly keysOf: (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;
}

type Mapper = (event: WatchEvent) => MappedKeys | Promise<MappedKeys>;

const nobody: MappedKeys = [];

/** Puts a controller's sources together. */
export function createEventSources(options: SourceOptions): EventSources {
  const { for: controlled, owns, watches } = options;
  const sources: (readonly [kind: KindReference, mapper: Mapper])[] = [];
  if (controlled !== undefined) sources.push([controlled.kind, ownKeys(controlled)]);
  for (const owned of owns) sources.push([owned.kind, ownersOf(owned, options)]);
  for (const { kind, keysOf } of watches) sources.push([kind, keysOf]);

  /** By kind, then by apiVersion as commits have it: what was looked for once is found by two look-ups. */
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
        mapper = together(sources.filter(([source]) => concerns(source, event.object)).map(([, each]) => each));
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

/** One mapper of several: a kind may be owned and watched. */
function together(mappers: readonly Mapper[]): Mapper {
  const [only, ...others] = mappers;
  if (only === undefined) return () => nobody;
  if (others.length === 0) return only;
  return async (event) => {
    const keys = [];
    for (const mapper of mappers) keys.push(...(await mapper(event)));
    return keys;
  };
}

/** What is gone is worked on once more, and keeps neither a time it asked for nor retries. */
function ownKeys({ when }: ControlledKind): Mapper {
  return (event) => {
    if (when !== undefined && !when(event)) return nobody;
    const key = keyOf(event.object);
    return event.type === "DELETED" ? [{ key, forget: true }, key] : [key];
  };
}

function ownersOf({ selectorOf }: OwnedKind, options: SourceOptions): Mapper {
  const { for: controlled } = options;
  if (controlled === undefined)
    throw new TypeError(
      `createKeyedController: ${options.controllerName} owns kinds, and needs for, the kind of the owners`,
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
      options.logger.warn(fields, "several select one object");
    }
    return keys;
  }

  return (event) => {
    const { owners, orphan } = wokenByDependent(event, ownerKind);
    if (orphan === undefined || selectorOf === undefined) return owners;
    return adopters(orphan).then((keys) => [...owners, ...keys]);
  };
}
