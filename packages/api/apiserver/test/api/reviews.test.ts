import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const authorization = "/apis/authorization.k8s.io/v1";
const resourceAttributes = { verb: "get", resource: "pods" };
const nonResourceAttributes = { verb: "get", path: "/x" };
const audience = "https://kubernetes.default.svc.cluster.local";
const user = { username: "jane", groups: ["devs"] };

describe("reviews", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({
      authenticate: ({ authorization: sent }) =>
        sent === undefined || sent === "Bearer good" ? { name: "jane", groups: ["devs"] } : undefined,
    });
  });
  afterAll(() => server.close());

  const post = (path: string, body: object) => server.send("POST", path, { body });
  const review = (kind: string, fields: object, query = "") => {
    const namespace = kind === "LocalSubjectAccessReview" ? "/namespaces/default" : "";
    const body = { kind, apiVersion: "authorization.k8s.io/v1", ...fields };
    return post(`${authorization}${namespace}/${kind.toLowerCase()}s${query}`, body);
  };
  const attributes = (more: object) => ({
    spec: { user: "u", resourceAttributes: { ...resourceAttributes, ...more } },
  });

  it.each<[string, string, object, readonly string[]]>([
    [
      "must have attributes",
      "SubjectAccessReview",
      { spec: {} },
      [
        "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
        'spec.user: Invalid value: "": at least one of user or group must be specified',
      ],
    ],
    [
      "must not have both kinds of attributes",
      "SelfSubjectAccessReview",
      { spec: { resourceAttributes, nonResourceAttributes } },
      [
        'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: cannot be specified in combination with resourceAttributes',
      ],
    ],
    [
      "must not have a name",
      "SubjectAccessReview",
      { ...attributes({}), metadata: { name: "x", annotations: { b: "1", a: "2" } } },
      ['metadata: Invalid value: {"name":"x","annotations":{"a":"2","b":"1"}}: must be empty'],
    ],
    [
      "must not have labels",
      "SelfSubjectAccessReview",
      { spec: { nonResourceAttributes }, metadata: { labels: { a: "b" } } },
      ['metadata: Invalid value: {"labels":{"a":"b"}}: must be empty'],
    ],
    [
      "may have an empty creationTimestamp",
      "SelfSubjectAccessReview",
      { spec: { nonResourceAttributes }, metadata: { creationTimestamp: null } },
      [],
    ],
    [
      "(local) must be about its own namespace",
      "LocalSubjectAccessReview",
      { ...attributes({ namespace: "other" }), metadata: { name: "x", namespace: "default" } },
      [
        'metadata: Invalid value: {"name":"x","namespace":"default"}: must be empty except for namespace',
        'spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace',
      ],
    ],
    ["(local) takes its namespace from the path", "LocalSubjectAccessReview", attributes({ namespace: "default" }), []],
    [
      "(local) must not be about a URL",
      "LocalSubjectAccessReview",
      { spec: { user: "u", nonResourceAttributes } },
      ['spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: disallowed on this kind of request'],
    ],
    [
      "must not have a field selector in two forms",
      "SubjectAccessReview",
      attributes({
        fieldSelector: { rawSelector: "a=b", requirements: [{ key: "a", operator: "In", values: ["b"] }] },
      }),
      [
        'spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements',
      ],
    ],
    [
      "must not have an empty selector",
      "SubjectAccessReview",
      attributes({ fieldSelector: {}, labelSelector: {} }),
      [
        "spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required",
        "spec.resourceAttributes.labelSelector.requirements: Required value: when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required",
      ],
    ],
    [
      "must have valid field selector requirements",
      "SubjectAccessReview",
      attributes({
        fieldSelector: {
          requirements: [
            { key: "", operator: "In" },
            { key: "a", operator: "Exists", values: ["b"] },
          ],
        },
      }),
      [
        "spec.resourceAttributes.fieldSelector.requirements[0].key: Required value: must be specified",
        "spec.resourceAttributes.fieldSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "spec.resourceAttributes.fieldSelector.requirements[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ],
    ],
    [
      "must have valid label selector requirements",
      "SubjectAccessReview",
      attributes({ labelSelector: { requirements: [{ key: "a", operator: "NotIn", values: ["-"] }] } }),
      [
        "spec.resourceAttributes.labelSelector.requirements[0].values[0]: Invalid value: \"-\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ],
    ],
  ])("an access review %s", async (_title, kind, fields, expected) => {
    const { code, json } = await review(kind, fields);
    const { details, message } = json as {
      details?: { causes: { field: string; message: string }[] };
      message: string;
    };
    expect((details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`)).toEqual(expected);
    expect(code).toBe(expected.length === 0 ? 201 : 422);
    if (expected.length === 1) expect(message).toBe(`.authorization.k8s.io "" is invalid: ${expected[0]}`);
  });

  it.each<[string, object, string | undefined]>([
    [
      "valid selectors",
      { fieldSelector: { rawSelector: "a=b" }, labelSelector: { rawSelector: "a in (b)" } },
      undefined,
    ],
    [
      "selectors that cannot be parsed",
      { fieldSelector: { rawSelector: "a" }, labelSelector: { rawSelector: "a in" } },
      "spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error",
    ],
    [
      "unknown operators",
      {
        labelSelector: {
          requirements: [
            { key: "a", operator: "Like" },
            { key: "a", operator: "Exists" },
          ],
        },
      },
      "spec.resourceAttributes.labelSelector partially ignored due to parse error",
    ],
    [
      "several values for a field",
      { fieldSelector: { requirements: [{ key: "a", operator: "In", values: ["b", "c"] }] } },
      "spec.resourceAttributes.fieldSelector ignored due to parse error",
    ],
  ])("%s: the evaluation error", async (_title, selectors, expected) => {
    const { json } = await review("SelfSubjectAccessReview", attributes(selectors), "?fieldValidation=Ignore");
    const { status } = json as { status: { allowed: boolean; evaluationError?: string } };
    expect(status.allowed).toBe(true);
    expect(status.evaluationError).toBe(expected);
  });

  it("a rules review needs a namespace", async () => {
    const { code, json } = await review("SelfSubjectRulesReview", { spec: {} });
    expect([code, (json as { message: string }).message]).toEqual([400, "no namespace on request"]);
  });

  const unknown = {
    spec: {
      user: "u",
      foo: 1,
      resourceAttributes: {
        ...resourceAttributes,
        fieldSelector: { requirements: [{ key: "a", operator: "Like", bar: 1 }] },
      },
    },
    metadata: { baz: null },
  };
  const paths = ["spec.foo", "spec.resourceAttributes.fieldSelector.requirements[0].bar", "metadata.baz"].map(
    (path) => `unknown field "${path}"`,
  );

  it("fieldValidation=Strict: unknown fields of a review are refused", async () => {
    const { code, json } = await review("SubjectAccessReview", unknown, "?fieldValidation=Strict");
    const head = `SubjectAccessReview in version "v1" cannot be handled as a SubjectAccessReview: strict decoding error: `;
    expect(code).toBe(400);
    expect((json as { message: string }).message).toBe(`${head}${paths.join(", ")}`);
  });

  it.each([
    ["Warn", paths],
    ["Ignore", []],
  ])("fieldValidation=%s: unknown fields are dropped, with or without a warning", async (level, expected) => {
    const { code, json, headers } = await review("SubjectAccessReview", unknown, `?fieldValidation=${level}`);
    expect(code).toBe(201);
    expect((json as { spec: object }).spec).not.toHaveProperty("foo");
    const warnings = headers.warning?.toString() ?? "";
    expect(
      [...warnings.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1")),
    ).toEqual(expected);
  });

  it.each<[string, object, object]>([
    ["a valid token", { token: "good" }, { authenticated: true, user, audiences: [audience] }],
    [
      "a token for the API server's audience",
      { token: "good", audiences: ["x", audience] },
      { authenticated: true, user, audiences: [audience] },
    ],
    ["a token for another audience", { token: "good", audiences: ["x"] }, { user: {}, error: "invalid bearer token" }],
    ["an unknown token", { token: "bad" }, { user: {}, error: "invalid bearer token" }],
  ])("TokenReview: %s", async (_title, spec, status) => {
    const body = { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1", metadata: { name: "x" }, spec };
    const { code, json } = await post("/apis/authentication.k8s.io/v1/tokenreviews", body);
    expect(code).toBe(201);
    expect(json).toEqual({ ...body, status });
  });

  it("TokenReview: requires a token", async () => {
    const { code, json } = await post("/apis/authentication.k8s.io/v1/tokenreviews", { spec: {} });
    expect([code, (json as { message: string }).message]).toEqual([
      400,
      "token is required for TokenReview in authentication",
    ]);
  });

  it("SelfSubjectReview: has a creation timestamp", async () => {
    const { json } = await post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(json).toMatchObject({ metadata: { creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) } });
  });
});
