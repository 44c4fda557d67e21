import {
  type Clock,
  checkOptions,
  clusterRoles,
  createKeyedController,
  type KeyedController,
  type Logger,
  listPages,
  type OptionRules,
  optionRules,
  type Store,
} from "@engenho/core";
import { AggregatedRoles } from "./aggregated-roles.js";
import { createReconciler } from "./reconcile.js";

/** Options of {@link createClusterRoleAggregation}. */
export interface ClusterRoleAggregationOptions {
  /** The store with the ClusterRoles; the rules of aggregated ones are written to it. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof ClusterRoleAggregationOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * The ClusterRole aggregation controller: a ClusterRole with an aggregationRule gets the rules of all ClusterRoles that its
 * selectors match (upstream: pkg/controller/clusterroleaggregation). Its keys are aggregated ClusterRoles; a commit of any other
 * enqueues those that select it.
 */
export function createClusterRoleAggregation(options: ClusterRoleAggregationOptions): KeyedController {
  checkOptions("createClusterRoleAggregation", options, rules);
  const { store, clock, logger } = options;
  const aggregated = new AggregatedRoles();
  return createKeyedController({
    name: "clusterrole-aggregation-controller",
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
    store,
    watches: [{ kind: clusterRoles, keysOf: (event) => aggregated.wokenBy(event) }],
    async listKeys(slice) {
      aggregated.clear();
      for await (const page of listPages(store, clusterRoles, { slice })) {
        for (const role of page.items) aggregated.note(role);
      }
      return aggregated.names();
    },
    reconcile: createReconciler(store),
  });
}
