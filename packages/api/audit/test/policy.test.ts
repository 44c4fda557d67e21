import { parseAuditPolicy } from "@engenho/audit";
import { describe, expect, it } from "vitest";

const head = { apiVersion: "audit.k8s.io/v1", kind: "Policy" };
const withRule = (rule: object) => ({ ...head, rules: [{ level: "Metadata", ...rule }] });

describe("an audit policy", () => {
  it.each([
    withRule({}),
    withRule({ nonResourceURLs: ["*", "/healthz*", "/version"] }),
    withRule({ resources: [{ group: "apps", resources: ["*"], resourceNames: ["x"] }], namespaces: ["", "a"] }),
    { ...withRule({ omitStages: ["Panic"], omitManagedFields: true }), omitStages: ["RequestReceived"] },
  ])("is accepted: %j", (policy) => {
    expect(parseAuditPolicy(policy)).toBe(policy);
  });

  it.each([
    [undefined, "an audit policy must be an object"],
    [[], "an audit policy must be an object"],
    [{ kind: "Policy" }, "unknown group version field undefined, Kind=Policy in policy"],
    [{ ...head, apiVersion: "audit.k8s.io/v1beta1" }, "unknown group version field audit.k8s.io/v1beta1"],
    [head, "loaded illegal policy with 0 rules"],
    [{ ...head, rules: [{}] }, "rules[0].level: Required value"],
    [
      { ...head, rules: [{ level: "All" }] },
      'rules[0].level: Unsupported value: "All": supported values: "None", "Metadata"',
    ],
    [{ ...withRule({}), omitStage: [] }, 'unknown field "omitStage"'],
    [withRule({ verb: ["get"] }), 'unknown field "rules[0].verb"'],
    [withRule({ users: "jane" }), "rules[0].users: must be a list of strings"],
    [withRule({ omitStages: ["Later"] }), 'rules[0].omitStages[0]: Invalid value: "Later": allowed stages are'],
    [withRule({ omitManagedFields: "yes" }), "rules[0].omitManagedFields: must be true or false"],
    [withRule({ nonResourceURLs: ["logs"] }), "non-resource URL rules must begin with a '/' character"],
    [withRule({ nonResourceURLs: ["/a*b"] }), "non-resource URL wildcards '*' must be the final character of the rule"],
    [
      withRule({ nonResourceURLs: ["/a"], resources: [{ resources: ["pods"] }] }),
      "rules cannot apply to both regular resources and non-resource URLs",
    ],
    [withRule({ nonResourceURLs: ["/a"], namespaces: ["a"] }), "rules cannot apply to both"],
    [withRule({ resources: [{ group: "apps/v1" }] }), 'rules[0].resources[0].group: Invalid value: "apps/v1"'],
    [withRule({ resources: [{ resourceNames: ["x"] }] }), "using resourceNames requires at least one resource"],
    [withRule({ resources: ["pods"] }), "rules[0].resources[0]: must be an object"],
    [{ ...head, rules: ["Metadata"] }, "rules[0]: must be an object"],
  ])("is refused: %j", (policy, message) => {
    expect(() => parseAuditPolicy(policy)).toThrow(message);
  });

  it("is rejected with all errors at once", () => {
    const policy = { ...head, rules: [{ level: "A" }, { level: "B" }] };
    expect(() => parseAuditPolicy(policy)).toThrow(/rules\[0\]\.level.*; rules\[1\]\.level/);
  });
});
