import {
  groupOf,
  iterateSignals,
  KindFilter,
  type KindSelector,
  type Stored,
  type Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchSignal,
} from "@engenho/core";
import { andThen, isPending, type MaybePromise } from "@engenho/machinery";
import type { RegistryContext } from "../context/registry-context.js";
import { toServed } from "../model/conversion.js";
import type { Resource } from "../model/resource.js";
import type { ResourceCatalogue } from "../model/resource-catalogue.js";

/**
 * A watch over a registry. Objects are delivered in their storage version, according to the current schema. If the filter names
 * a version of a custom resource they are converted to it, and if it names a kind that is stored as another (an Event of
 * events.k8s.io, stored as a v1 Event) they are converted to that kind.
 */
export function watchServed({ backend, catalogue }: RegistryContext, options: WatchOptions): Watch {
  const selectors = options.kinds === undefined ? undefined : KindFilter.of(options.kinds).kinds;
  if (selectors?.every((selector) => isKeptAsServed(catalogue, selector)) === true) return backend.watch(options);
  const views = (selectors ?? []).flatMap((selector) => viewOf(catalogue, selector) ?? []);
  const kept = selectors?.map((selector) => viewOf(catalogue, selector)?.stored ?? selector);
  const watch = backend.watch(kept === undefined ? options : { ...options, kinds: KindFilter.kinds(kept) });
  return new ServedWatch(watch, { catalogue, views });
}

/** Whether the objects of a kind are delivered in their stored form. */
function isKeptAsServed(catalogue: ResourceCatalogue, selector: KindSelector): boolean {
  const resource = inVersion(catalogue, selector);
  return resource !== undefined && !resource.custom && resource.definition.storedAs === undefined;
}

/** The kind in a selector's version, if that may differ from the storage version. */
function viewOf(catalogue: ResourceCatalogue, selector: KindSelector): Resource | undefined {
  const resource = inVersion(catalogue, selector);
  if (resource === undefined) return undefined;
  const { storedAs, schemaName, version } = resource.definition;
  const isCustomVersion = schemaName === undefined && version === (selector as { readonly version?: string }).version;
  return storedAs !== undefined || isCustomVersion ? resource : undefined;
}

/** A kind in the version of the selector, or in the first one that is served if there is none such. */
function inVersion(catalogue: ResourceCatalogue, selector: KindSelector): Resource | undefined {
  if (typeof selector === "string") return undefined;
  const resources = catalogue.ofKind(selector);
  return resources.find(({ definition }) => definition.version === selector.version) ?? resources[0];
}

class ServedWatch implements Watch {
  readonly #watch: Watch;
  readonly #catalogue: ResourceCatalogue;
  readonly #views: readonly Resource[];

  constructor(watch: Watch, from: { readonly catalogue: ResourceCatalogue; readonly views: readonly Resource[] }) {
    this.#watch = watch;
    this.#catalogue = from.catalogue;
    this.#views = from.views;
  }

  get resourceVersion(): string {
    return this.#watch.resourceVersion;
  }

  /** Throws StoreError `InternalError` for an object that cannot be converted. */
  async next(): Promise<WatchSignal | undefined> {
    const signal = await this.#watch.next();
    if (signal?.type !== "events") return signal;
    const converted = await this.#convertedByWebhooks(signal.events);
    const served = signal.events.map((event) => this.#served(event, converted));
    return { type: "events", events: served.some(isPending) ? await Promise.all(served) : (served as WatchEvent[]) };
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  /** The objects of kinds that a webhook converts, each kind's in one call. */
  async #convertedByWebhooks(events: readonly WatchEvent[]): Promise<ReadonlyMap<Stored, Stored>> {
    const converted = new Map<Stored, Stored>();
    for (const view of this.#views) {
      if (view.versions?.areConvertedByWebhook !== true) continue;
      const objects = events.filter(({ object }) => isOf(view, object)).flatMap(statesOf);
      const served = await view.versions.servedAll(objects, view.apiVersion);
      for (const [index, object] of objects.entries()) converted.set(object, served[index] as Stored);
    }
    return converted;
  }

  #served(event: WatchEvent, converted: ReadonlyMap<Stored, Stored>): MaybePromise<WatchEvent> {
    const { object } = event;
    const versions = this.#catalogue.customVersionsOf(object);
    const view = this.#views.find((one) => isOf(one, object));
    if (view !== undefined) {
      // The versions of a kind that is no longer served are the last known ones.
      if (versions === undefined) return mapEvent(event, (each) => converted.get(each) ?? toServed(view, each));
      return mapEvent(event, (each) => converted.get(each) ?? versions.served(each, view.apiVersion));
    }
    return versions === undefined ? event : mapEvent(event, (each) => versions.complete(each));
  }
}

function isOf({ stored }: Resource, { apiVersion, kind }: Stored): boolean {
  return stored.kind === kind && stored.group === groupOf(apiVersion);
}

function statesOf(event: WatchEvent): readonly Stored[] {
  return event.type === "ADDED" ? [event.object] : [event.object, event.previous];
}

function mapEvent(event: WatchEvent, map: (object: Stored) => MaybePromise<Stored>): MaybePromise<WatchEvent> {
  const { type } = event;
  return andThen(map(event.object), (object): MaybePromise<WatchEvent> => {
    if (type === "ADDED") return object === event.object ? event : { type, object };
    return andThen(map(event.previous), (previous) =>
      object === event.object && previous === event.previous ? event : { type, object, previous },
    );
  });
}
