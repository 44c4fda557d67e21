import {
  type Clock,
  checkOptions,
  createKeyedController,
  everyKind,
  type KeyedController,
  type KubernetesObject,
  type Logger,
  type OptionRules,
  optionRules,
  parseResources,
  type ResourceQuota,
  resourceQuotas,
  type Store,
  systemClock,
  type WatchEvent,
} from "@engenho/core";
import { equalTotals } from "@engenho/quota";
import { mayReplenish } from "./may-replenish.js";
import { QuotaIndex } from "./quota-index.js";
import { createReconciler } from "./reconcile.js";

/** Options of {@link createResourceQuotaController}. */
export interface ResourceQuotaControllerOptions {
  /** The store with the ResourceQuotas and the objects that they count; the quotas' status is written to it. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof ResourceQuotaControllerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * The ResourceQuota controller: keeps `status.hard` and `status.used` of ResourceQuotas current (upstream:
 * pkg/controller/resourcequota). Admission adds what new objects use; this counts a new or changed quota, and counts again
 * when objects are deleted, Pods end, Services change their type and claims are resized, and in every tick of everything.
 */
export function createResourceQuotaController(options: ResourceQuotaControllerOptions): KeyedController {
  checkOptions("createResourceQuotaController", options, rules);
  const { store, clock = systemClock, logger } = options;
  const quotas = new QuotaIndex(store);

  function keysOf(event: WatchEvent<KubernetesObject>): Iterable<string> {
    if (isQuotaEvent(event)) quotas.follow(event);
    const known = quotas.in(event.object.metadata.namespace);
    if (known === undefined || !mayReplenish(event, clock.now())) return [];
    return known;
  }

  return createKeyedController({
    name: "resourcequota-controller",
    store,
    clock,
    ...(logger === undefined ? {} : { logger }),
    load: (slice) => quotas.load(slice),
    for: {
      kind: resourceQuotas,
      when: (event) => event.type !== "MODIFIED" || needsCounting(event.object),
    },
    watches: [{ kind: everyKind, keysOf }],
    reconcile: createReconciler({ store, clock }),
  });
}

/** Whether a quota's spec is not reflected in its status yet; what is used changes with admission. */
function needsCounting({ spec, status }: ResourceQuota): boolean {
  return !equalTotals(parseResources(spec?.hard), parseResources(status?.hard)) || status?.used === undefined;
}

function isQuotaEvent(event: WatchEvent<KubernetesObject>): event is WatchEvent<ResourceQuota> {
  const { apiVersion, kind } = event.object;
  return kind === resourceQuotas.kind && apiVersion === resourceQuotas.apiVersion;
}
