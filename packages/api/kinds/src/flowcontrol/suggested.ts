import type { flowcontrolV1 } from "@engenho/core";
import { everybody, everythingOf, mandatoryFlowSchemas, mandatoryPriorityLevels } from "./mandatory.js";

type FlowSpec = flowcontrolV1.FlowSchemaSpec;
type Rule = NonNullable<FlowSpec["rules"]>[number];
type Subject = Rule["subjects"][number];
type LevelSpec = flowcontrolV1.PriorityLevelConfigurationSpec;
type Method = "ByUser" | "ByNamespace";

const group = (name: string): Subject => ({ kind: "Group", group: { name } });
const user = (name: string): Subject => ({ kind: "User", user: { name } });
const systemAccounts: Subject = { kind: "ServiceAccount", serviceAccount: { name: "*", namespace: "kube-system" } };
const nodes = group("system:nodes");

function level(shares: number, lendablePercent: number, queuing: { queues: number; handSize: number }): LevelSpec {
  const limitResponse = { type: "Queue", queuing: { ...queuing, queueLengthLimit: 50 } };
  return { type: "Limited", limited: { nominalConcurrencyShares: shares, lendablePercent, limitResponse } };
}

interface Flow {
  readonly level: string;
  readonly precedence: number;
  readonly method?: Method;
  readonly rule: Rule;
}

function flow({ level: name, precedence, method, rule }: Flow): FlowSpec {
  return {
    priorityLevelConfiguration: { name },
    matchingPrecedence: precedence,
    ...(method === undefined ? {} : { distinguisherMethod: { type: method } }),
    rules: [rule],
  };
}

/** Everything about the leases of all namespaces, with these verbs. */
const leases = (...verbs: readonly string[]) => ({
  verbs: [...verbs],
  apiGroups: ["coordination.k8s.io"],
  resources: ["leases"],
  namespaces: ["*"],
});

/**
 * The specs of all priority levels that a server creates, by name: the mandatory and the suggested ones. Upstream:
 * k8s.io/apiserver pkg/apis/flowcontrol/bootstrap.
 */
export const standardPriorityLevels: ReadonlyMap<string, flowcontrolV1.PriorityLevelConfigurationSpec> = new Map<
  string,
  LevelSpec
>([
  ...mandatoryPriorityLevels,
  ["system", level(30, 33, { queues: 64, handSize: 6 })],
  ["node-high", level(40, 25, { queues: 64, handSize: 6 })],
  ["leader-election", level(10, 0, { queues: 16, handSize: 4 })],
  ["workload-high", level(40, 50, { queues: 128, handSize: 6 })],
  ["workload-low", level(100, 90, { queues: 128, handSize: 6 })],
  ["global-default", level(20, 50, { queues: 128, handSize: 6 })],
]);

/** The specs of all FlowSchemas that a server creates, as {@link standardPriorityLevels}. */
export const standardFlowSchemas: ReadonlyMap<string, flowcontrolV1.FlowSchemaSpec> = new Map<string, FlowSpec>([
  ...mandatoryFlowSchemas,
  ["system-nodes", flow({ level: "system", precedence: 500, method: "ByUser", rule: everythingOf(nodes) })],
  [
    "system-node-high",
    flow({
      level: "node-high",
      precedence: 400,
      method: "ByUser",
      rule: {
        subjects: [nodes],
        resourceRules: [
          {
            verbs: ["*"],
            apiGroups: [""],
            resources: ["nodes", "nodes/status"],
            clusterScope: true,
            namespaces: ["*"],
          },
          leases("*"),
        ],
      },
    }),
  ],
  [
    "probes",
    flow({
      level: "exempt",
      precedence: 2,
      rule: {
        subjects: everybody,
        nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/readyz", "/livez"] }],
      },
    }),
  ],
  [
    "system-leader-election",
    flow({
      level: "leader-election",
      precedence: 100,
      method: "ByUser",
      rule: {
        subjects: [user("system:kube-controller-manager"), user("system:kube-scheduler"), systemAccounts],
        resourceRules: [leases("get", "create", "update")],
      },
    }),
  ],
  [
    "kube-controller-manager",
    flow({
      level: "workload-high",
      precedence: 800,
      method: "ByNamespace",
      rule: everythingOf(user("system:kube-controller-manager")),
    }),
  ],
  [
    "kube-scheduler",
    flow({
      level: "workload-high",
      precedence: 800,
      method: "ByNamespace",
      rule: everythingOf(user("system:kube-scheduler")),
    }),
  ],
  [
    "kube-system-service-accounts",
    flow({ level: "workload-high", precedence: 900, method: "ByNamespace", rule: everythingOf(systemAccounts) }),
  ],
  [
    "service-accounts",
    flow({
      level: "workload-low",
      precedence: 9000,
      method: "ByUser",
      rule: everythingOf(group("system:serviceaccounts")),
    }),
  ],
  [
    "global-default",
    flow({ level: "global-default", precedence: 9900, method: "ByUser", rule: everythingOf(...everybody) }),
  ],
]);
