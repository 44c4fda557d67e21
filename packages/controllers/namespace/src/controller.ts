import {
  type Clock,
  checkOptions,
  createKeyedController,
  type KeyedController,
  type Logger,
  listKeysOf,
  namespaces,
  type OptionRules,
  optionRules,
  type Store,
  systemClock,
} from "@engenho/core";
import { createReconciler } from "./reconcile.js";

/** Options of {@link createNamespaceController}. */
export interface NamespaceControllerOptions {
  /** The store with the terminating Namespaces; their content is deleted from it. */
  readonly store: Store;
  /** How many namespaces are reconciled concurrently. Default 10, as kube-controller-manager's `--concurrent-namespace-syncs`. */
  readonly concurrency?: number;
  /**
   * The delay between the deletion of a namespace and that of its content, in milliseconds, so that a client can delete a
   * namespace together with objects in it (upstream: namespaceDeletionGracePeriod). Default 5000.
   */
  readonly deletionDelayMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof NamespaceControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  concurrency: optionRules.wholeNumber(1),
  deletionDelayMs: optionRules.milliseconds,
};

/**
 * The Namespace controller (upstream: pkg/controller/namespace): deletes the content of namespaces that are being deleted,
 * pods first, and finalizes them when they are empty. Custom kinds are found through the store's discovery in each attempt.
 */
export function createNamespaceController(options: NamespaceControllerOptions): KeyedController {
  checkOptions("createNamespaceController", options, rules);
  const { store, concurrency = 10, deletionDelayMs = 5_000, clock = systemClock, logger } = options;
  return createKeyedController({
    name: "namespace-controller",
    concurrency,
    clock,
    ...(logger === undefined ? {} : { logger }),
    store,
    watches: [
      {
        kind: namespaces,
        keysOf({ type, object: { metadata } }) {
          if (type === "DELETED") return [{ key: metadata.name, forget: true }];
          return metadata.deletionTimestamp === undefined ? [] : [{ key: metadata.name, afterMs: deletionDelayMs }];
        },
      },
    ],
    listKeys: (slice) =>
      listKeysOf(store, namespaces, { slice, isWanted: ({ metadata }) => metadata.deletionTimestamp !== undefined }),
    reconcile: createReconciler({ store, clock, deletionDelayMs }),
  });
}
