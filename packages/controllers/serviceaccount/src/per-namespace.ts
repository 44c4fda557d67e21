import {
  type Clock,
  createKeyedController,
  hasStatusCause,
  isStoreError,
  type KeyedController,
  type KindReference,
  type Logger,
  type Namespace,
  namespaces,
  type ReconcileResult,
  referenceByKey,
  type Store,
  type Stored,
} from "@engenho/core";

/** What a controller that keeps one object in every namespace is made of. */
export interface PerNamespaceOptions {
  readonly name: string;
  readonly store: Store;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** The kind and the names of the objects that every namespace has. */
  readonly kind: KindReference;
  readonly objectNames: ReadonlySet<string>;
  /** Makes it right; tells whether anything was written. Throws what the store throws. */
  readonly ensure: (namespace: Stored<Namespace>) => Promise<boolean>;
}

/** A controller whose keys are namespaces, woken by them and by the objects that it keeps there. */
export function createPerNamespaceController(options: PerNamespaceOptions): KeyedController {
  const { store } = options;

  async function reconcile(name: string): Promise<ReconcileResult> {
    try {
      const namespace = await store.get<Namespace>(referenceByKey(namespaces, name));
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
    store,
    for: { kind: namespaces, when: ({ type }) => type !== "DELETED" },
    watches: [
      {
        kind: options.kind,
        keysOf: ({ object: { metadata } }) =>
          options.objectNames.has(metadata.name) && metadata.namespace !== undefined ? [metadata.namespace] : [],
      },
    ],
    reconcile,
  });
}
