import type { FlowSchema, PriorityLevelConfiguration } from "@engenho/core";

/** The objects that configure flow control, as they are stored. */
export interface FlowControlObjects {
  /** In any order. Those that are invalid, or name a priority level that does not exist, match nothing. */
  readonly flowSchemas: readonly FlowSchema[];
  /** In any order; invalid ones count as absent. */
  readonly priorityLevels: readonly PriorityLevelConfiguration[];
}

const everything = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
};
const rulesFor = (...groups: readonly string[]) => [
  { ...everything, subjects: groups.map((name) => ({ kind: "Group", group: { name } })) },
];
const apiVersion = "flowcontrol.apiserver.k8s.io/v1";

/** Used if there is no such object, or an invalid one (upstream: MandatoryFlowSchemas). */
export const exemptSchema: FlowSchema = {
  apiVersion,
  kind: "FlowSchema",
  metadata: { name: "exempt" },
  spec: {
    priorityLevelConfiguration: { name: "exempt" },
    matchingPrecedence: 1,
    rules: rulesFor("system:masters"),
  },
};

/** As {@link exemptSchema}: the schema of all requests that no other matches. */
export const catchAllSchema: FlowSchema = {
  apiVersion,
  kind: "FlowSchema",
  metadata: { name: "catch-all" },
  spec: {
    priorityLevelConfiguration: { name: "catch-all" },
    matchingPrecedence: 10_000,
    distinguisherMethod: { type: "ByUser" },
    rules: rulesFor("system:unauthenticated", "system:authenticated"),
  },
};

/** Upstream: MandatoryPriorityLevelConfigurations. */
export const exemptLevel: PriorityLevelConfiguration = {
  apiVersion,
  kind: "PriorityLevelConfiguration",
  metadata: { name: "exempt" },
  spec: { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
};

/** As {@link exemptLevel}: few seats, and no queues. */
export const catchAllLevel: PriorityLevelConfiguration = {
  apiVersion,
  kind: "PriorityLevelConfiguration",
  metadata: { name: "catch-all" },
  spec: {
    type: "Limited",
    limited: { nominalConcurrencyShares: 5, limitResponse: { type: "Reject" }, lendablePercent: 0 },
  },
};
