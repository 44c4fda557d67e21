import { describe, expect, it } from "vitest";
import type { ApiAnswer, ApiClient } from "./support/api-client.js";
import { eventually, type TestCluster, useCluster } from "./support/use-cluster.js";

const group = "/apis/flowcontrol.apiserver.k8s.io/v1";
const schemaHeader = "x-kubernetes-pf-flowschema-uid";
const levelHeader = "x-kubernetes-pf-prioritylevel-uid";

/** A FlowSchema that matches every request of a user, as upstream's createFlowSchema makes it. */
function schemaOf(name: string, { precedence, level, user }: { precedence: number; level: string; user: string }) {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name },
    spec: {
      matchingPrecedence: precedence,
      priorityLevelConfiguration: { name: level },
      distinguisherMethod: { type: "ByUser" },
      rules: [
        {
          subjects: [{ kind: "User", user: { name: user } }],
          nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
        },
      ],
    },
  };
}

/** A priority level without queues, as upstream's createPriorityLevel makes it. */
function levelOf(name: string, nominalConcurrencyShares: number) {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "PriorityLevelConfiguration",
    metadata: { name },
    spec: { type: "Limited", limited: { nominalConcurrencyShares, limitResponse: { type: "Reject" } } },
  };
}

describe("[sig-api-machinery] API priority and fairness", () => {
  let cluster: TestCluster;
  useCluster(async (ready) => {
    cluster = ready;
  });

  const as = (user: string): ApiClient =>
    cluster.admin.with({ "impersonate-user": user, "impersonate-group": "system:authenticated" });
  const version = (user: string): Promise<ApiAnswer> => as(user).send("GET", "/version");

  /** Upstream: waitForSteadyState. */
  async function steadyState(schema: string, level: string): Promise<void> {
    await eventually(
      async () => (await cluster.admin.send("GET", `${group}/flowschemas/${schema}`)).json,
      ({ status }) =>
        status?.conditions?.some(
          ({ type, status: is }: { type: string; status: string }) => type === "Dangling" && is === "False",
        ),
    );
    await eventually(
      async () => (await cluster.admin.send("GET", "/metrics")).text,
      (text) => text.includes(`apiserver_flowcontrol_nominal_limit_seats{priority_level="${level}"}`),
    );
  }

  it("should ensure that requests can be classified by adding FlowSchema and PriorityLevelConfiguration", async () => {
    const level = "e2e-testing-prioritylevel";
    const schema = "e2e-testing-flowschema";
    const [matching, other] = ["noxu", "foo"];
    const createdLevel = await cluster.admin.send("POST", `${group}/prioritylevelconfigurations`, levelOf(level, 1));
    expect(createdLevel.code).toBe(201);
    const createdSchema = await cluster.admin.send(
      "POST",
      `${group}/flowschemas`,
      schemaOf(schema, { precedence: 1000, level, user: matching }),
    );
    expect(createdSchema.code).toBe(201);
    await steadyState(schema, level);
    const { headers } = await version(matching);
    expect(headers[schemaHeader]).toBe(createdSchema.json.metadata.uid);
    expect(headers[levelHeader]).toBe(createdLevel.json.metadata.uid);
    const others = (await version(other)).headers;
    expect(others[schemaHeader]).toMatch(/./);
    expect(others[levelHeader]).toMatch(/./);
    expect(others[schemaHeader]).not.toBe(createdSchema.json.metadata.uid);
    expect(others[levelHeader]).not.toBe(createdLevel.json.metadata.uid);
    await cluster.admin.send("DELETE", `${group}/flowschemas/${schema}`);
    await cluster.admin.send("DELETE", `${group}/prioritylevelconfigurations/${level}`);
    await eventually(
      () => version(matching),
      (answer) => answer.headers[schemaHeader] === others[schemaHeader],
    );
  });

  it("should ensure that requests can't be drowned out (priority)", async () => {
    // Upstream sends many requests per second for some seconds, and expects that 75 % of the polite client's are answered.
    const clients = [
      { user: "highqps-priority", precedence: 999, shares: 4, expected: 0.75 },
      { user: "lowqps-priority", precedence: 1000, shares: 100, expected: 1 },
    ];
    for (const { user, precedence, shares } of clients) {
      await cluster.admin.send("POST", `${group}/prioritylevelconfigurations`, levelOf(user, shares));
      await cluster.admin.send("POST", `${group}/flowschemas`, schemaOf(user, { precedence, level: user, user }));
      await steadyState(user, user);
    }
    const flood = Array.from({ length: 400 }, () => version("highqps-priority"));
    const polite: number[] = [];
    for (let index = 0; index < 20; index++) polite.push((await version("lowqps-priority")).code);
    expect(polite.every((code) => code === 200)).toBe(true);
    const codes = new Set((await Promise.all(flood)).map(({ code }) => code));
    expect([...codes].every((code) => code === 200 || code === 429)).toBe(true);
  });
});
