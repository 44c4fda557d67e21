import {
  isStoreError,
  iterateSignals,
  KindFilter,
  type KubernetesObject,
  type Store,
  StoreError,
  type Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchSignal,
} from "@engenho/core";
import { builtInKinds, type KindDefinition } from "@engenho/kinds";

const definitionKind = { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" } as const;

/** What of a CustomResourceDefinition matters here. */
interface CustomResourceDefinition extends KubernetesObject {
  readonly spec?: { readonly versions?: readonly { readonly name: string; readonly served?: boolean }[] };
}

/** A watch of one kind. That of a custom kind ends with the service of its version, behind the last of its events. */
export function watchKind(
  store: Store,
  definition: KindDefinition,
  options: Pick<WatchOptions, "namespace" | "resourceVersion">,
): Watch {
  const { group, kind } = definition;
  const builtIn = builtInKinds().some((each) => each.group === group && each.kind === kind);
  if (builtIn) return store.watch({ ...options, kinds: KindFilter.kind({ group, kind }) });
  const { namespace, ...begin } = options;
  // Definitions are in no namespace, and one order holds for their commits and those of their objects.
  const watch = store.watch({ ...begin, kinds: KindFilter.kinds([{ group, kind }, definitionKind]) });
  return new CustomKindWatch(store, watch, { definition, namespace });
}

/** Shows the objects of a custom kind, and keeps to itself what it hears of the kind's definition. */
class CustomKindWatch implements Watch {
  readonly #store: Store;
  readonly #watch: Watch;
  readonly #definition: KindDefinition;
  readonly #namespace: string | undefined;
  #ended = false;

  constructor(
    store: Store,
    watch: Watch,
    { definition, namespace }: { readonly definition: KindDefinition; readonly namespace: string | undefined },
  ) {
    this.#store = store;
    this.#watch = watch;
    this.#definition = definition;
    this.#namespace = namespace;
  }

  get resourceVersion(): string {
    return this.#watch.resourceVersion;
  }

  async next(): Promise<WatchSignal | undefined> {
    while (!this.#ended) {
      const signal = await this.#watch.next();
      if (signal?.type !== "events") return signal;
      const end = signal.events.findIndex((event) => this.#endsService(event));
      this.#ended = end >= 0;
      const events = (this.#ended ? signal.events.slice(0, end) : signal.events).filter((event) => this.#shows(event));
      if (events.length > 0) return { type: "events", events };
    }
    this.close();
    // Who began before an earlier definition was deleted cannot be told what has become of its objects.
    if (await this.#isServed())
      throw new StoreError("Expired", "too old resource version: the kind is another one now");
    return undefined;
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  #shows({ object }: WatchEvent): boolean {
    if (object.kind !== this.#definition.kind || isDefinition(object)) return false;
    return this.#namespace === undefined || object.metadata.namespace === this.#namespace;
  }

  #endsService({ type, object }: WatchEvent): boolean {
    if (!isDefinition(object) || object.metadata.name !== this.#name) return false;
    return type === "DELETED" || !this.#serves(object);
  }

  get #name(): string {
    return `${this.#definition.plural}.${this.#definition.group}`;
  }

  #serves({ spec }: CustomResourceDefinition): boolean {
    return (spec?.versions ?? []).some(({ name, served }) => name === this.#definition.version && served === true);
  }

  async #isServed(): Promise<boolean> {
    try {
      const { kind } = definitionKind;
      const apiVersion = `${definitionKind.group}/v1`;
      return this.#serves(await this.#store.get<CustomResourceDefinition>({ apiVersion, kind, name: this.#name }));
    } catch (error) {
      if (isStoreError(error, "NotFound", "NoKindMatch")) return false;
      throw error;
    }
  }
}

function isDefinition({ kind, apiVersion }: KubernetesObject): boolean {
  return kind === definitionKind.kind && apiVersion.startsWith(`${definitionKind.group}/`);
}
