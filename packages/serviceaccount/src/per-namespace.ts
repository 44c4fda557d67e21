import {
  type Clock,
  createKeyedController,
  hasStatusCause,
  isStoreError,
  type KeyedController,
  type Logger,
  type Namespace,
  type ReconcileResult,
  referenceByKey,
  type Store,
  type Stored,
  type WatchEvent,
} from "@engenho/core";

/** What a controller that keeps one object in every namespace is made of. */
export interface PerNamespaceOptions {
  readonly name: string;
  readonly store: Store;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** The kind and name of the object that every namespace has. */
  readonly kind: string;
  readonly objectNames: ReadonlySet<string>;
  /** Makes it right; tells whether anything was written. Throws what the store throws. */
  readonly ensure: (namespace: Stored<Namespace>) => Promise<boolean>;
}

const namespaceKind = { apiVersion: "v1", kind: "Namespace" };

/** A controller whose keys are namespaces, woken by them and by the objects that it keeps there. */
export function createPerNamespaceController(options: PerNamespaceOptions): KeyedController {
  const { store } = options;

  function keysOf(event: WatchEvent): readonly string[] {
    const { name, namespace } = event.object.metadata;
    if (event.object.kind === "Namespace") return event.type === "DELETED" ? [] : [name];
    return event.object.kind === options.kind && options.objectNames.has(name) && namespace !== undefined
      ? [namespace]
      : [];
  }

  async function reconcile(name: string): Promise<ReconcileResult> {
    try {
      const namespace = await store.get<Namespace>(referenceByKey(namespaceKind, name));
      if (namespace.status?.phase === "Terminating" || namespace.metadata.deletionTimestamp !== undefined) {
        return { changed: false };
      }
      return { changed: await options.ensure(namespace) };
    } catch (error) {
      // The namespace went while we looked: nothing is owed to it any more.
      if (isStoreError(error, "NotFound") || hasStatusCause(error, "NamespaceTerminating")) return { changed: false };
      throw error;
    }
  }

  return createKeyedController({
    name: options.name,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    keysOf,
    listKeys: async () =>
      (await store.list<Namespace>(namespaceKind)).items.map((namespace) => namespace.metadata.name),
    reconcile,
  });
}
