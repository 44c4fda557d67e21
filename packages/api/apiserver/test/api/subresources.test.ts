import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const pods = "/api/v1/namespaces/default/pods";

describe("subresources and reviews", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({
      authenticate: () => ({ name: "jane", uid: "7", groups: ["devs"], extra: { scope: ["x"] } }),
    });
    for (const name of ["p", "q", "r"]) {
      const metadata = { name, namespace: "default", labels: { app: name } };
      await server.store.create({
        apiVersion: "v1",
        kind: "Pod",
        metadata,
        spec: { containers: [{ name: "c", image: "i" }] },
      } as never);
    }
  });
  afterAll(() => server.close());

  const post = (path: string, body: unknown) => server.send("POST", path, { body });

  it("AP-43: binds a pod, once", async () => {
    const binding = {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: "p" },
      target: { kind: "Node", name: "n1" },
    };
    const { code, json } = await post(`${pods}/p/binding`, binding);
    expect(code).toBe(201);
    expect(json).toEqual({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
    expect((await server.send("GET", `${pods}/p`)).json).toMatchObject({ spec: { nodeName: "n1" } });
    expect((await post(`${pods}/p/binding`, binding)).json).toMatchObject({ code: 409 });
  });

  it("AP-43: binds a pod only to a Node with a name", async () => {
    for (const [target, expected] of [
      [{ kind: "Pod", name: "n" }, 'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"'],
      [{ kind: "Node" }, "target.name: Required value"],
      [
        { kind: "Pod" },
        '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
      ],
    ]) {
      const { code, json } = await post(`${pods}/p/binding`, { metadata: { name: "p" }, target });
      expect([code, json]).toEqual([400, expect.objectContaining({ message: expected })]);
    }
  });

  it("accepts a Binding at /bindings too", async () => {
    const binding = { metadata: { name: "q" }, target: { kind: "Node", name: "n2" } };
    expect((await post("/api/v1/namespaces/default/bindings", binding)).code).toBe(201);
    expect((await server.send("GET", `${pods}/q`)).json).toMatchObject({ spec: { nodeName: "n2" } });
  });

  it("H13: refuses a body whose name cannot be the pod's", async () => {
    const wrongType = "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string";
    const cannot = (kind: string) => `${kind} in version "v1" cannot be handled as a ${kind}: ${wrongType}`;
    const target = { kind: "Node", name: "n" };
    const account = "/api/v1/namespaces/default/serviceaccounts/default";
    for (const [path, body, message] of [
      ["/api/v1/namespaces/default/bindings", { metadata: { name: 7 }, target }, cannot("Binding")],
      ["/api/v1/namespaces/default/bindings", { target }, "Name parameter required."],
      [`${pods}/q/binding`, { metadata: { name: 7 }, target }, cannot("Binding")],
      [`${pods}/q/eviction`, { metadata: { name: 7 } }, cannot("Eviction")],
      [`${account}/token`, { metadata: { name: 7 } }, cannot("TokenRequest")],
    ] as const) {
      expect((await post(path, body)).json).toMatchObject({ code: 400, reason: "BadRequest", message });
    }
  });

  it("evicts unless a PodDisruptionBudget forbids it", async () => {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "q", namespace: "default" } };
    await server.store.patch(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: "default", name: "q" },
      { type: "merge", value: { status: { phase: "Running" } } },
      { subresource: "status" },
    );
    const spec = { selector: { matchLabels: { app: "q" } }, minAvailable: 1 };
    await server.store.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "b", namespace: "default" },
      spec,
    } as never);
    expect((await post(`${pods}/q/eviction`, eviction)).json).toMatchObject({
      code: 429,
      reason: "TooManyRequests",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
    });
    expect((await post(`${pods}/r/eviction`, { ...eviction, metadata: { name: "r" } })).code).toBe(201);
    expect((await server.send("GET", `${pods}/r`)).code).toBe(404);
    expect((await post(`${pods}/q/eviction`, { ...eviction, metadata: { name: "other" } })).json).toMatchObject({
      code: 400,
      message: "name in URL does not match name in Eviction object",
    });
  });

  it.each(["log", "exec", "attach", "portforward", "proxy"])("refuses %s with an explanation", async (name) => {
    expect((await server.send("GET", `${pods}/p/${name}`)).json).toMatchObject({
      code: 405,
      reason: "MethodNotAllowed",
      message: `${name} is not supported on resources of kind "pods": this server has no kubelets`,
    });
    expect((await server.send("GET", `${pods}/nope/${name}`)).json).toMatchObject({ code: 404 });
  });

  it("refuses to issue tokens with an explanation", async () => {
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    expect((await post("/api/v1/namespaces/default/serviceaccounts/x/token", body)).json).toMatchObject({
      code: 405,
      message: 'token is not supported on resources of kind "serviceaccounts": this server does not issue tokens',
    });
  });

  it("updates only /status through it", async () => {
    const patch = {
      body: '{"spec":{"nodeName":"n9"},"status":{"phase":"Running"}}',
      headers: { "content-type": "application/merge-patch+json" },
    };
    const { json } = await server.send("PATCH", `${pods}/p/status`, patch);
    expect(json).toMatchObject({ spec: { nodeName: "n1" }, status: { phase: "Running" } });
  });

  it("finalizes a namespace", async () => {
    const current = (await server.send("GET", "/api/v1/namespaces/default")).json as { spec?: object };
    const body = { ...current, spec: { ...current.spec, finalizers: ["a.b/c"] } };
    const { code, json } = await server.send("PUT", "/api/v1/namespaces/default/finalize", { body });
    expect(code).toBe(200);
    expect(json).toMatchObject({ spec: { finalizers: ["a.b/c"] } });
  });

  it("access reviews allow everything to every authenticated user, with a reason", async () => {
    const review = (kind: string, spec: object) =>
      post(`/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`, {
        kind,
        apiVersion: "authorization.k8s.io/v1",
        spec,
      });
    const { code, json } = await review("SelfSubjectAccessReview", {
      resourceAttributes: { verb: "create", resource: "pods" },
    });
    expect(code).toBe(201);
    expect(json).toMatchObject({
      status: { allowed: true, reason: "there is no authorization: every authenticated user is allowed" },
    });
    expect((await review("SelfSubjectAccessReview", {})).json).toMatchObject({ code: 422 });
    expect((await review("SubjectAccessReview", { nonResourceAttributes: { path: "/" } })).json).toMatchObject({
      code: 422,
    });
    expect((await review("SelfSubjectRulesReview", { namespace: "default" })).json).toMatchObject({
      status: { resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }], incomplete: false },
    });
  });

  it.each<[string, object, number, string]>([
    ["no spec", { spec: null }, 422, "exactly one of nonResourceAttributes or resourceAttributes must be specified"],
    ["a spec that is a string", { spec: "x" }, 400, "cannot unmarshal string into Go struct field"],
    ["a field of another type", { spec: { user: 7 } }, 400, "SubjectAccessReview.spec.user of type string"],
    ["groups of the wrong type", { spec: { groups: [1] } }, 400, "cannot unmarshal number"],
    ["metadata that is a list", { metadata: [] }, 400, "cannot unmarshal array"],
    ["annotations that are not strings", { metadata: { annotations: { a: false } } }, 400, "cannot unmarshal bool"],
    ["an invalid time", { metadata: { deletionTimestamp: "soon" } }, 400, "of type v1.Time"],
  ])("H13: a review with %s is refused, in protobuf too", async (_title, fields, code, message) => {
    for (const accept of ["application/json", "application/vnd.kubernetes.protobuf, application/json"]) {
      const answer = await server.send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
        body: { kind: "SubjectAccessReview", apiVersion: "authorization.k8s.io/v1", ...fields },
        headers: { accept },
      });
      expect(answer.code).toBe(code);
      expect(answer.text).toContain(message);
    }
  });

  it("returns the requesting user", async () => {
    const { json } = await post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(json).toMatchObject({
      kind: "SelfSubjectReview",
      status: { userInfo: { username: "jane", uid: "7", groups: ["devs"], extra: { scope: ["x"] } } },
    });
  });
});
