import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/apimachinery/validatingadmissionpolicy.go. Titles are theirs.

const namespace = "validating-admission-policy";
const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
const namespaceSelector = { matchLabels: { [namespace]: "true" } };
const labels = { app: "nginx" };

const policy = (name: string, spec: object, rule: object = {}) => ({
  metadata: { name },
  spec: {
    matchConstraints: {
      namespaceSelector,
      resourceRules: [
        {
          operations: ["CREATE", "UPDATE"],
          apiGroups: ["apps"],
          apiVersions: ["v1"],
          resources: ["deployments"],
          ...rule,
        },
      ],
    },
    ...spec,
  },
});
const replicated = (name: string, replicas: number) => ({
  metadata: { name, labels },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "nginx", image: "nginx:latest" }] } },
  },
});

describe("upstream's e2e tests of ValidatingAdmissionPolicy", () => {
  let admin: ApiClient;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    await admin.create("/api/v1/namespaces", { metadata: { name: namespace, labels: { [namespace]: "true" } } });
  });
  const at = (plural: string) => `/apis/apps/v1/namespaces/${namespace}/${plural}`;
  const bind = (name: string, policyName: string) =>
    admin.create(bindings, {
      metadata: { name },
      spec: { policyName, matchResources: { namespaceSelector }, validationActions: ["Deny"] },
    });
  /** Polls with a Deployment that is to be denied, as upstream does. */
  const untilDenied = async (path: string) => {
    const refused = await eventually(
      async () => {
        const answer = await admin.send("POST", path, replicated("marker-deployment", 1));
        if (answer.code === 201) await admin.delete(`${path}/marker-deployment`);
        return answer;
      },
      ({ code }) => code !== 201,
    );
    expect(refused).toMatchObject({ code: 422, json: { reason: "Invalid" } });
    return refused.json as AnyObject;
  };
  const typeChecked = async (name: string) => {
    const read = () => admin.get(`${policies}/${name}`);
    const { status } = await eventually(read, (found) => found.status?.typeChecking !== undefined, 2000);
    return (status.typeChecking.expressionWarnings ?? []) as AnyObject[];
  };

  it("should validate against a Deployment", async () => {
    const validations = [
      {
        expression: "object.spec.replicas > 1",
        messageExpression: "'wants replicas > 1, got ' + object.spec.replicas",
      },
      {
        expression: `namespaceObject.metadata.name == '${namespace}'`,
        message: "Internal error! Other namespace should not be allowed.",
      },
    ];
    await admin.create(policies, policy("validates.policy.example.com", { validations }));
    await bind("validates.binding.example.com", "validates.policy.example.com");
    await untilDenied(at("deployments"));
    await admin.create(at("deployments"), replicated("replicated", 2));
    await admin.create(at("replicasets"), replicated("non-replicated", 1));
    await admin.delete(`${bindings}/validates.binding.example.com`);
  });

  it("should allow expressions to refer variables.", async () => {
    const variables = [
      { name: "replicas", expression: "object.spec.replicas" },
      { name: "oddReplicas", expression: "variables.replicas % 2 == 1" },
    ];
    const validations = [{ expression: "variables.replicas > 1" }, { expression: "variables.oddReplicas" }];
    await admin.create(policies, policy("variables.policy.example.com", { variables, validations }));
    await bind("variables.binding.example.com", "variables.policy.example.com");
    await untilDenied(at("deployments"));
    await admin.create(at("deployments"), replicated("replicated-oddly", 3));
    await admin.create(at("replicasets"), replicated("non-replicated-either", 1));
    await admin.delete(`${bindings}/variables.binding.example.com`);
  });

  it("should type check validation expressions", async () => {
    const right = policy("correct-policy.example.com", { validations: [{ expression: "object.spec.replicas > 1" }] });
    await admin.create(policies, right);
    expect(await typeChecked("correct-policy.example.com")).toEqual([]);
    const validations = [
      {
        expression: "object.spec.replicas > '1'",
        messageExpression: "'wants replicas > 1, got ' + object.spec.replicas",
      },
    ];
    await admin.create(policies, policy("confused-policy.example.com", { validations }));
    expect(await typeChecked("confused-policy.example.com")).toEqual([
      {
        fieldRef: "spec.validations[0].expression",
        warning: expect.stringContaining("found no matching overload for '_>_' applied to '(int, string)'"),
      },
      {
        fieldRef: "spec.validations[0].messageExpression",
        warning: expect.stringContaining("found no matching overload for '_+_' applied to '(string, int)'"),
      },
    ]);
  });

  it("should type check a CRD", async () => {
    const spec = { cronSpec: { type: "string" }, image: { type: "string" }, replicas: { type: "integer" } };
    await admin.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: "crontabs.stable.example.com" },
      spec: {
        group: "stable.example.com",
        scope: "Namespaced",
        names: { plural: "crontabs", singular: "crontab", kind: "CronTab", shortNames: ["ct"] },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: spec } } },
            },
          },
        ],
      },
    });
    await eventually(
      () => admin.send("GET", "/openapi/v3/apis/stable.example.com/v1"),
      ({ code }) => code === 200,
    );
    const rule = { apiGroups: ["stable.example.com"], resources: ["crontabs"] };
    const right = { validations: [{ expression: "object.spec.replicas > 1" }] };
    await admin.create(policies, policy("correct-crd-policy.example.com", right, rule));
    expect(await typeChecked("correct-crd-policy.example.com")).toEqual([]);
    const wrong = {
      validations: [{ expression: "object.spec.replicas > '1'" }, { expression: "object.spec.maxRetries < 10" }],
    };
    await admin.create(policies, policy("confused-crd-policy.example.com", wrong, rule));
    expect(await typeChecked("confused-crd-policy.example.com")).toEqual([
      {
        fieldRef: "spec.validations[0].expression",
        warning: expect.stringContaining("found no matching overload for '_>_' applied to '(int, string)'"),
      },
      {
        fieldRef: "spec.validations[1].expression",
        warning: expect.stringContaining("undefined field 'maxRetries'"),
      },
    ]);
  });
});
