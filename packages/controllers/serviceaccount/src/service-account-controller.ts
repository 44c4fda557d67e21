import {
  type Clock,
  checkOptions,
  findObject,
  isStoreError,
  type KeyedController,
  type Logger,
  type ObjectKey,
  type OptionRules,
  optionRules,
  type Store,
  serviceAccounts,
} from "@engenho/core";
import { createPerNamespaceController } from "./per-namespace.js";

/** Options of {@link createServiceAccountController}. */
export interface ServiceAccountControllerOptions {
  /** The store with the Namespaces; ServiceAccounts are written to it. */
  readonly store: Store;
  /** The names of the ServiceAccounts in every namespace. Default `["default"]`. */
  readonly serviceAccounts?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof ServiceAccountControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  serviceAccounts: optionRules.texts,
};

/**
 * The ServiceAccount controller: maintains a `default` ServiceAccount in every namespace that is not terminating
 * (upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go).
 */
export function createServiceAccountController(options: ServiceAccountControllerOptions): KeyedController {
  checkOptions("createServiceAccountController", options, rules);
  const { store, serviceAccounts: names = ["default"], clock, logger } = options;
  return createPerNamespaceController({
    name: "serviceaccount-controller",
    store,
    clock,
    logger,
    kind: serviceAccounts,
    objectNames: new Set(names),
    async ensure(namespace) {
      let changed = false;
      for (const name of names) {
        const key = { namespace: namespace.metadata.name, name };
        const isThere = (await findObject(store, serviceAccounts, key)) !== undefined;
        if (!isThere) changed = (await createIfMissing(store, key)) || changed;
      }
      return changed;
    },
  });
}

async function createIfMissing(store: Store, { namespace = "", name }: ObjectKey): Promise<boolean> {
  try {
    await store.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } });
    return true;
  } catch (error) {
    if (isStoreError(error, "AlreadyExists")) return false;
    throw error;
  }
}
