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
  /** How many namespaces are worked on at once. Default 10, as kube-controller-manager's `--concurrent-namespace-syncs`. */
  readonly concurrency?: number;
  /**
   * How long what is in a namespace outlives its deletion, in milliseconds, so that who deletes a namespace together with
   * what is in it finds it there (upstream: namespaceDeletionGracePeriod). Default 5000.
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
 * Empties namespaces that are being deleted, pods first, and lets them go when nothing is left
 * (upstream: pkg/controller/namespace). Custom kinds are found by the store's own discovery at each attempt.
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
