import {
  groupOf,
  iterateSignals,
  KindFilter,
  type KindSelector,
  type Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchSignal,
} from "@engenho/core";
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

/** Whether the objects of a kind are delivered as they are stored, whatever they are. */
function isKeptAsServed(catalogue: ResourceCatalogue, selector: KindSelector): boolean {
  if (typeof selector === "string") return false;
  const [resource] = catalogue.ofKind(selector);
  return resource !== undefined && !resource.custom && resource.definition.storedAs === undefined;
}

/** The kind in a selector's version, if that may differ from the storage version. */
function viewOf(catalogue: ResourceCatalogue, selector: KindSelector): Resource | undefined {
  if (typeof selector === "string") return undefined;
  return catalogue
    .ofKind(selector)
    .find(
      ({ definition }) =>
        definition.storedAs !== undefined ||
        (definition.schemaName === undefined && definition.version === selector.version),
    );
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
    return { type: "events", events: signal.events.map((event) => this.#served(event)) };
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  #served(event: WatchEvent): WatchEvent {
    const { object } = event;
    const versions = this.#catalogue.customVersionsOf(object);
    const view = this.#views.find(
      ({ stored }) => stored.kind === object.kind && stored.group === groupOf(object.apiVersion),
    );
    if (view !== undefined) {
      // The versions of a kind that is no longer served are the last known ones.
      if (versions === undefined) return mapEvent(event, (each) => toServed(view, each));
      return mapEvent(event, (each) => versions.served(each, view.apiVersion));
    }
    return versions === undefined ? event : mapEvent(event, (each) => versions.complete(each));
  }
}

function mapEvent(event: WatchEvent, map: (object: WatchEvent["object"]) => WatchEvent["object"]): WatchEvent {
  const { type } = event;
  const object = map(event.object);
  if (type === "ADDED") return object === event.object ? event : { type, object };
  const previous = map(event.previous);
  return object === event.object && previous === event.previous ? event : { type, object, previous };
}
