import type { FlowSchema, PriorityLevelConfiguration } from "@engenho/core";

type FlowSpec = NonNullable<FlowSchema["spec"]>;
type LevelSpec = NonNullable<PriorityLevelConfiguration["spec"]>;
type Subject = NonNullable<FlowSpec["rules"]>[number]["subjects"][number];
type Rule = NonNullable<FlowSpec["rules"]>[number];

const group = (name: string): Subject => ({ kind: "Group", group: { name } });

/** A rule for every request of the groups. */
export function everythingOf(...subjects: readonly Subject[]): Rule {
  return {
    subjects: [...subjects],
    resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
    nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  };
}

/** Everybody, authenticated or not. */
export const everybody: readonly Subject[] = [group("system:unauthenticated"), group("system:authenticated")];

/** The specs of the FlowSchemas that always exist and that nobody may change (upstream: MandatoryFlowSchemas). */
export const mandatoryFlowSchemas: ReadonlyMap<string, FlowSpec> = new Map<string, FlowSpec>([
  [
    "exempt",
    {
      priorityLevelConfiguration: { name: "exempt" },
      matchingPrecedence: 1,
      rules: [everythingOf(group("system:masters"))],
    },
  ],
  [
    "catch-all",
    {
      priorityLevelConfiguration: { name: "catch-all" },
      matchingPrecedence: 10_000,
      distinguisherMethod: { type: "ByUser" },
      rules: [everythingOf(...everybody)],
    },
  ],
]);

/** The specs of the priority levels that always exist (upstream: MandatoryPriorityLevelConfigurations). */
export const mandatoryPriorityLevels: ReadonlyMap<string, LevelSpec> = new Map<string, LevelSpec>([
  [
    "catch-all",
    {
      type: "Limited",
      limited: { nominalConcurrencyShares: 5, limitResponse: { type: "Reject" }, lendablePercent: 0 },
    },
  ],
  ["exempt", { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
]);
