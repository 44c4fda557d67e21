import {
  iterateSignals,
  KindFilter,
  type KindSelector,
  type Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchSignal,
} from "@engenho/core";
import { toServed } from "./conversion.js";
import type { RegistryContext } from "./registry-context.js";
import type { Resource } from "./resource.js";

/**
 * A watch over a registry. Objects come in the version that they are kept in, but where the filter names a kind that is
 * a view of another (an Event of events.k8s.io, kept as a v1 Event) they come as that view.
 */
export function watchServed(context: RegistryContext, options: WatchOptions): Watch {
  const selectors = options.kinds?.kinds ?? [];
  const views = selectors.flatMap((selector) => viewOf(context, selector) ?? []);
  if (views.length === 0) return context.backend.watch(options);
  const stored = selectors.map((selector) => viewOf(context, selector)?.stored ?? selector);
  const watch = context.backend.watch({ ...options, kinds: KindFilter.kinds(stored) });
  return new ConvertedWatch(watch, views);
}

function viewOf(context: RegistryContext, selector: KindSelector): Resource | undefined {
  if (typeof selector === "string") return undefined;
  return context.catalogue.all.find(
    ({ definition }) =>
      definition.storedAs !== undefined && definition.kind === selector.kind && definition.group === selector.group,
  );
}

class ConvertedWatch implements Watch {
  readonly #watch: Watch;
  readonly #views: readonly Resource[];

  constructor(watch: Watch, views: readonly Resource[]) {
    this.#watch = watch;
    this.#views = views;
  }

  get resourceVersion(): string {
    return this.#watch.resourceVersion;
  }

  async next(): Promise<WatchSignal | undefined> {
    const signal = await this.#watch.next();
    if (signal?.type !== "events") return signal;
    return { type: "events", events: signal.events.map((event) => this.#converted(event)) };
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  #converted(event: WatchEvent): WatchEvent {
    const view = this.#views.find(
      ({ stored, storedApiVersion }) =>
        stored.kind === event.object.kind && storedApiVersion === event.object.apiVersion,
    );
    if (view === undefined) return event;
    const object = toServed(view, event.object);
    return event.type === "ADDED"
      ? { type: "ADDED", object }
      : { type: event.type, object, previous: toServed(view, event.previous) };
  }
}
