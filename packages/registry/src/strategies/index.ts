import type { KindDefinition } from "@engenho/kinds";
import { defaultStrategy } from "../default-strategy.js";
import type { Strategy } from "../strategy.js";
import { deploymentStrategy } from "./deployment.js";
import { generationRule } from "./generation.js";
import { namespaceStrategy } from "./namespace.js";
import { podStrategy } from "./pod.js";
import { replicaSetStrategy } from "./replica-set.js";
import { statusSubresource } from "./status-subresource.js";

const strategies: Readonly<Record<string, Strategy>> = {
  Pod: podStrategy,
  Namespace: namespaceStrategy,
  "Deployment.apps": deploymentStrategy,
  "ReplicaSet.apps": replicaSetStrategy,
};

/**
 * What is special about a kind that @engenho/kinds defines. A kind that is not known here gets what its definition says:
 * its status belongs to `/status` and begins empty, its generation follows its policy.
 */
export function strategyFor(kind: KindDefinition): Strategy {
  const name = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const generation = generationRule(kind.hasGeneration);
  return {
    ...defaultStrategy(kind),
    ...(hasStatus ? statusSubresource({}) : {}),
    ...(generation === undefined ? {} : { generation }),
    ...(Object.hasOwn(strategies, name) ? strategies[name] : {}),
  };
}
