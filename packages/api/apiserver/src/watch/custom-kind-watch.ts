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
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { ServerContext } from "../server-context.js";

const definitionKind = { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" } as const;

/** The relevant fields of a CustomResourceDefinition. */
interface CustomResourceDefinition extends KubernetesObject {
  readonly spec?: { readonly versions?: readonly { readonly name: string; readonly served?: boolean }[] };
}

/**
 * Watches one kind. The watch of a custom resource ends when its version changes, because its representation follows the schema
 * and the columns with which it began, and when its version is no longer served, after the last of its events.
 */
export function watchKind(
  { store, kinds }: Pick<ServerContext, "store" | "kinds">,
  definition: KindDefinition,
  options: Pick<WatchOptions, "namespace" | "resourceVersion">,
): Watch {
  const { group, kind, version, storedAs } = definition;
  if (definition.schemaName !== undefined) {
    const selector = storedAs === undefined ? { group, kind } : { group, kind, version };
    return store.watch({ ...options, kinds: KindFilter.kind(selector) });
  }
  const { namespace, ...begin } = options;
  // Definitions are cluster-scoped, and their commits share one order with those of their objects.
  const watch = store.watch({ ...begin, kinds: KindFilter.kinds([{ group, kind, version }, definitionKind]) });
  const isCurrent = () => kinds.table.ofKind(apiVersionOf(definition), kind) === definition;
  return new CustomKindWatch(store, watch, { definition, namespace, isCurrent });
}

/** Delivers the objects of a custom resource, and consumes the events of its definition. */
class CustomKindWatch implements Watch {
  readonly #store: Store;
  readonly #watch: Watch;
  readonly #definition: KindDefinition;
  readonly #namespace: string | undefined;
  readonly #isCurrent: () => boolean;
  #ended: "deleted" | "changed" | undefined;

  constructor(
    store: Store,
    watch: Watch,
    {
      definition,
      namespace,
      isCurrent,
    }: {
      readonly definition: KindDefinition;
      readonly namespace: string | undefined;
      readonly isCurrent: () => boolean;
    },
  ) {
    this.#store = store;
    this.#watch = watch;
    this.#definition = definition;
    this.#namespace = namespace;
    this.#isCurrent = isCurrent;
  }

  get resourceVersion(): string {
    return this.#watch.resourceVersion;
  }

  async next(): Promise<WatchSignal | undefined> {
    while (this.#ended === undefined) {
      const signal = await this.#watch.next();
      if (signal?.type !== "events") return signal;
      const events: WatchEvent[] = [];
      for (const event of signal.events) {
        this.#ended = this.#endOf(event);
        if (this.#ended !== undefined) break;
        if (this.#isRelevant(event)) events.push(event);
      }
      if (events.length > 0) return { type: "events", events };
    }
    this.close();
    if (this.#ended === "changed") return undefined;
    // The events of a watch from before an earlier definition was deleted are incomplete.
    if (await this.#isServed())
      throw new StoreError("Expired", "too old resource version: the custom resource has been redefined");
    return undefined;
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  /** The watch delivers only the kind's objects and definitions. */
  #isRelevant({ object }: WatchEvent): boolean {
    if (isDefinition(object)) return false;
    return this.#namespace === undefined || object.metadata.namespace === this.#namespace;
  }

  #endOf({ type, object }: WatchEvent): "deleted" | "changed" | undefined {
    if (!isDefinition(object) || object.metadata.name !== this.#name) return undefined;
    if (type === "DELETED" || !this.#serves(object)) return "deleted";
    return this.#isCurrent() ? undefined : "changed";
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
      return this.#serves(await this.#store.get<CustomResourceDefinition>({ apiVersion, kind }, { name: this.#name }));
    } catch (error) {
      if (isStoreError(error, "NotFound", "NoKindMatch")) return false;
      throw error;
    }
  }
}

function isDefinition({ kind, apiVersion }: KubernetesObject): boolean {
  return kind === definitionKind.kind && apiVersion.startsWith(`${definitionKind.group}/`);
}
