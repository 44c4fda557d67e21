import type { FlowSchema, PriorityLevelConfiguration } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { flowSchemaState } from "../../src/flow-control/flow-schemas.js";
import { flowStatistics } from "../../src/flow-control/flow-statistics.js";
import { createLevel, type LevelPlan, planLevel } from "../../src/flow-control/priority-level.js";
import { createFlowControl } from "../../src/index.js";

const level = {
  apiVersion: "flowcontrol.apiserver.k8s.io/v1",
  kind: "PriorityLevelConfiguration",
  metadata: { name: "devs", uid: "u" },
  spec: {
    type: "Limited",
    limited: {
      nominalConcurrencyShares: 100,
      limitResponse: { type: "Queue", queuing: { queues: 64, handSize: 4, queueLengthLimit: 50 } },
    },
  },
} as PriorityLevelConfiguration;

const schema = (name: string) =>
  ({
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name, uid: name },
    spec: { priorityLevelConfiguration: { name: "devs" }, distinguisherMethod: { type: "ByUser" }, rules: [] },
  }) as unknown as FlowSchema;

describe("what flow control remembers", () => {
  it("are the hands of 1,000 flows of a FlowSchema", () => {
    const plan = planLevel(level) as LevelPlan;
    const devs = flowSchemaState(
      schema("devs"),
      createLevel("devs", plan, new FakeClock()),
      flowStatistics("devs", "devs"),
    );
    const handOf = (name: string) => devs.handOf({ user: { name }, info: { namespace: "" } });
    const first = handOf("user-0");
    for (let index = 1; index < 1000; index++) handOf(`user-${index}`);
    expect(handOf("user-0")).toBe(first);
    handOf("one more");
    expect(handOf("user-0")).not.toBe(first);
    expect(handOf("user-0")).toEqual(first);
  });

  it("are the statistics of FlowSchemas that exist, and of others until there are 1,000", () => {
    const flowControl = createFlowControl({ clock: new FakeClock(), concurrency: 10 });
    for (let index = 0; index < 3000; index++) {
      flowControl.configure({ flowSchemas: [schema(`schema-${index}`)], priorityLevels: [level] });
      expect(flowControl.flows().length).toBeLessThanOrEqual(1001);
    }
    expect(flowControl.flows().map((flow) => flow.schema)).toContain("schema-2999");
  });
});
