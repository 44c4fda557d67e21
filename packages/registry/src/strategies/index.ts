import type { KindDefinition } from "@engenho/kinds";
import { defaultStrategy } from "../default-strategy.js";
import type { ServiceAllocatorOptions } from "../service-allocator/index.js";
import type { Strategy } from "../strategy.js";
import { deploymentStrategy } from "./deployment.js";
import { generationRule } from "./generation.js";
import { namespaceStrategy } from "./namespace.js";
import { podStrategy } from "./pod.js";
import { replicaSetStrategy } from "./replica-set.js";
import { serviceStrategy } from "./service.js";
import { statusSubresource } from "./status-subresource.js";

/** Options of {@link strategyFor}. */
export interface StrategyOptions {
  /** Where Services get their cluster IPs and node ports from. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

const strategies: Readonly<Record<string, Strategy>> = {
  Pod: podStrategy,
  Namespace: namespaceStrategy,
  "Deployment.apps": deploymentStrategy,
  "ReplicaSet.apps": replicaSetStrategy,
};

/**
 * What is special about a kind that @engenho/kinds defines. A kind that is not known here gets what its definition says:
 * its status belongs to `/status` and begins empty, its generation follows its policy.
 *
 * The strategy of Service holds what it has handed out: ask once per registry.
 */
export function strategyFor(kind: KindDefinition, options: StrategyOptions = {}): Strategy {
  const name = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const generation = generationRule(kind.hasGeneration);
  return {
    ...defaultStrategy(kind),
    ...(hasStatus ? statusSubresource({}) : {}),
    ...(generation === undefined ? {} : { generation }),
    ...(name === "Service"
      ? serviceStrategy(options.services)
      : Object.hasOwn(strategies, name)
        ? strategies[name]
        : {}),
  };
}
