import {
  type Clock,
  checkOptions,
  copyWith,
  createKeyedController,
  findObject,
  type KeyedController,
  type KindReference,
  type KubernetesObject,
  type Logger,
  type OptionRules,
  optionRules,
  type Pod,
  type ReconcileResult,
  type Store,
  type Stored,
  splitKey,
  type WatchedKind,
} from "@engenho/core";

/** Options of both protection controllers. */
export interface ProtectionOptions {
  /** The store with the claims, volumes and Pods; finalizers are added and removed in it. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** The parameters of the protection of one kind. */
export interface ProtectedKind extends KindReference {
  readonly controllerName: string;
  readonly finalizer: string;
  /** Throws what the store throws. */
  readonly isInUse: (object: Stored) => boolean | Promise<boolean>;
  /** Other kinds whose events may release objects. Default: none. */
  readonly watches?: readonly WatchedKind<Pod>[];
}

const rules: OptionRules<keyof ProtectionOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * Adds a finalizer to every object of a kind, and removes it from one that is being deleted as soon as it is not in use. The
 * API server adds the finalizer to new objects; objects without it get it here.
 */
export function createProtectionController(options: ProtectionOptions, kind: ProtectedKind): KeyedController {
  checkOptions(kind.controllerName, options, rules);
  const { store, clock, logger } = options;
  const { finalizer } = kind;

  async function reconcile(key: string): Promise<ReconcileResult> {
    const object = await findObject(store, kind, splitKey(key));
    if (object === undefined || !needsUpdate(object, finalizer)) return { changed: false };
    const { finalizers = [] } = object.metadata;
    if (object.metadata.deletionTimestamp === undefined) {
      await store.update(withFinalizers(object, [...finalizers, finalizer]));
      return { changed: true };
    }
    if (await kind.isInUse(object)) return { changed: false };
    const others = finalizers.filter((each) => each !== finalizer);
    await store.update(withFinalizers(object, others));
    return { changed: true };
  }

  return createKeyedController({
    name: kind.controllerName,
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
    store,
    for: {
      kind,
      when: ({ type, object }) => type !== "DELETED" && needsUpdate(object, finalizer),
      isWanted: (object) => needsUpdate(object, finalizer),
    },
    watches: kind.watches ?? [],
    reconcile,
  });
}

/** Whether the finalizer is missing, or still set on an object that is being deleted. */
function needsUpdate({ metadata }: KubernetesObject, finalizer: string): boolean {
  const isProtected = metadata.finalizers?.includes(finalizer) === true;
  return isProtected === (metadata.deletionTimestamp !== undefined);
}

function withFinalizers(object: Stored, finalizers: readonly string[]): Stored {
  return copyWith(object, { metadata: copyWith(object.metadata, { finalizers }) });
}
