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
  type Store,
  type Stored,
  splitKey,
} from "@engenho/core";

/** Options of a controller that maintains an object in every namespace. */
export interface PerNamespaceOptions {
  readonly name: string;
  readonly store: Store;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** The kind and the names of the objects in every namespace. */
  readonly kind: KindReference;
  readonly objectNames: ReadonlySet<string>;
  /** Creates or repairs the objects; returns whether anything was written. Throws what the store throws. */
  readonly ensure: (namespace: Stored<Namespace>) => Promise<boolean>;
}

/** A controller whose keys are namespaces; events of namespaces and of the maintained objects enqueue them. */
export function createPerNamespaceController(options: PerNamespaceOptions): KeyedController {
  const { store } = options;

  async function reconcile(name: string): Promise<ReconcileResult> {
    try {
      const namespace = await store.get(namespaces, splitKey(name));
      if (namespace.status?.phase === "Terminating" || namespace.metadata.deletionTimestamp !== undefined) {
        return { changed: false };
      }
      return { changed: await options.ensure(namespace) };
    } catch (error) {
      // The namespace was deleted in the meantime.
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
