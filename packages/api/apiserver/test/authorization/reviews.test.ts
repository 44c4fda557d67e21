import type { AuthorizationAttributes, AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";
import { afterEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const rules: UserRules = {
  resourceRules: [
    { verbs: ["get"], apiGroups: [""], resources: ["pods"], resourceNames: [] },
    { verbs: ["get"], apiGroups: [""], resources: ["secrets"], resourceNames: ["a"] },
  ],
  nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz"] }],
  incomplete: true,
  evaluationError: "half known",
};

/** A server whose authorizer lets everybody review, and decides otherwise as told. */
async function reviewing(answer: AuthorizationDecision | Error) {
  const asked: AuthorizationAttributes[] = [];
  const authorizer: Authorizer = {
    authorize(attributes) {
      if (attributes.group === "authorization.k8s.io") return { decision: "Allow", reason: "" };
      asked.push(attributes);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    rulesFor: (user, namespace) => ({ ...rules, evaluationError: `${user.name} in ${namespace}` }),
  };
  const authenticate = () => ({ name: "tester", groups: ["g"], uid: "7", extra: { scope: ["a"] } });
  const server = await startServer({ authorizer, authenticate });
  servers.push(server);
  const review = async (kind: string, spec: object, namespace?: string) => {
    const plural = `${kind.toLowerCase()}s`;
    const base = "/apis/authorization.k8s.io/v1";
    const path = namespace === undefined ? `${base}/${plural}` : `${base}/namespaces/${namespace}/${plural}`;
    const body = { apiVersion: "authorization.k8s.io/v1", kind, spec };
    const { code, json } = await server.send("POST", path, { body });
    expect(code).toBe(201);
    return (json as { readonly status: object }).status;
  };
  return { review, asked };
}

const resourceAttributes = {
  ...{ verb: "get", group: "apps", version: "v1", resource: "deployments", subresource: "scale", name: "web" },
  namespace: "default",
};
const attributes = { isResource: true, ...resourceAttributes, path: "" };

describe("access reviews ask the authorizer", () => {
  it.each<[AuthorizationDecision | Error, object]>([
    [
      { decision: "Allow", reason: "RBAC: allowed by x" },
      { allowed: true, reason: "RBAC: allowed by x" },
    ],
    [
      { decision: "Deny", reason: "no" },
      { allowed: false, denied: true, reason: "no" },
    ],
    [{ decision: "NoOpinion", reason: "" }, { allowed: false }],
    [
      { decision: "NoOpinion", reason: "why", error: "broken" },
      { allowed: false, reason: "why", evaluationError: "broken" },
    ],
    [
      { decision: "Allow", reason: "", error: "half" },
      { allowed: true, evaluationError: "half" },
    ],
    [new Error("thrown"), { allowed: false, evaluationError: "thrown" }],
  ])("and answer %j with %j", async (answer, status) => {
    const { review } = await reviewing(answer);
    expect(await review("SelfSubjectAccessReview", { resourceAttributes })).toEqual(status);
    expect(await review("SubjectAccessReview", { user: "u", resourceAttributes })).toEqual(status);
    expect(await review("LocalSubjectAccessReview", { user: "u", resourceAttributes }, "default")).toEqual(status);
  });

  it("of oneself about oneself, with groups, uid and extra", async () => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "" });
    await review("SelfSubjectAccessReview", { resourceAttributes });
    const user = { name: "tester", groups: ["g"], uid: "7", extra: { scope: ["a"] } };
    expect(asked).toEqual([{ ...attributes, user, fieldSelector: undefined, labelSelector: undefined }]);
  });

  it("of others about the user in the spec, and no other", async () => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "" });
    const user = { user: "u", groups: ["h"], uid: "8", extra: { scope: ["b"] } };
    await review("SubjectAccessReview", { ...user, resourceAttributes });
    await review("LocalSubjectAccessReview", { groups: ["h"], resourceAttributes }, "default");
    expect(asked.map((one) => one.user)).toEqual([
      { name: "u", groups: ["h"], uid: "8", extra: { scope: ["b"] } },
      { name: "", groups: ["h"] },
    ]);
  });

  it("about a path", async () => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "" });
    await review("SelfSubjectAccessReview", { nonResourceAttributes: { path: "/metrics", verb: "get" } });
    expect(asked[0]).toMatchObject({ isResource: false, path: "/metrics", verb: "get", resource: "", version: "" });
  });

  it("about any version, if none is named", async () => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "" });
    await review("SelfSubjectAccessReview", { resourceAttributes: { verb: "list", resource: "pods" } });
    expect(asked[0]).toMatchObject({ version: "*", group: "", namespace: "", name: "" });
  });

  it.each([
    [
      { rawSelector: "a=b,c!=d" },
      undefined,
      [
        ["a", "=", "b"],
        ["c", "!=", "d"],
      ],
    ],
    [{ requirements: [{ key: "a", operator: "In", values: ["b"] }] }, undefined, [["a", "=", "b"]]],
    [{ requirements: [{ key: "a", operator: "NotIn", values: ["b"] }] }, undefined, [["a", "!=", "b"]]],
    [
      {
        requirements: [
          { key: "a", operator: "In", values: ["b", "c"] },
          { key: "d", operator: "In", values: ["e"] },
        ],
      },
      "spec.resourceAttributes.fieldSelector partially ignored due to parse error",
      [["d", "=", "e"]],
    ],
    [
      { requirements: [{ key: "a", operator: "Exists" }] },
      "spec.resourceAttributes.fieldSelector ignored due to parse error",
      undefined,
    ],
    [{ rawSelector: "&" }, "spec.resourceAttributes.fieldSelector ignored due to parse error", undefined],
  ])("with the field selector %j as far as it is understood", async (fieldSelector, evaluationError, found) => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "" });
    const spec = { resourceAttributes: { verb: "list", resource: "pods", fieldSelector } };
    const status = await review("SelfSubjectAccessReview", spec);
    expect(status).toEqual(evaluationError === undefined ? { allowed: false } : { allowed: false, evaluationError });
    expect(asked[0]?.fieldSelector?.map(({ field, operator, value }) => [field, operator, value])).toEqual(found);
  });

  it("with the label selector as far as it is understood", async () => {
    const { review, asked } = await reviewing({ decision: "NoOpinion", reason: "", error: "first" });
    const labelSelector = {
      requirements: [
        { key: "a", operator: "Exists" },
        { key: "b", operator: "Likes", values: ["c"] },
      ],
    };
    expect(
      await review("SelfSubjectAccessReview", {
        resourceAttributes: { verb: "list", resource: "pods", labelSelector },
      }),
    ).toEqual({
      allowed: false,
      evaluationError: "first; spec.resourceAttributes.labelSelector partially ignored due to parse error",
    });
    expect(asked[0]?.labelSelector).toEqual({ matchExpressions: [{ key: "a", operator: "Exists" }] });
  });
});

describe("a SelfSubjectRulesReview", () => {
  it("lists what the authorizer lists, incomplete as it is", async () => {
    const { review } = await reviewing({ decision: "NoOpinion", reason: "" });
    expect(await review("SelfSubjectRulesReview", { namespace: "a" })).toEqual({
      resourceRules: [
        { verbs: ["get"], apiGroups: [""], resources: ["pods"] },
        { verbs: ["get"], apiGroups: [""], resources: ["secrets"], resourceNames: ["a"] },
      ],
      nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz"] }],
      incomplete: true,
      evaluationError: "tester in a",
    });
  });
});
