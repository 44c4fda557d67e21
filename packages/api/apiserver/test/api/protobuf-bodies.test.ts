import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeMessage } from "../../src/protobuf/encode-message.js";
import { envelope } from "../../src/protobuf/envelope.js";
import { MessageWriter } from "../../src/protobuf/message-writer.js";
import { knownMessage, protobuf } from "../support/protobuf-client.js";
import { startServer, type TestServer } from "../support/test-server.js";

const writer = new MessageWriter();

/** A body as client-go encodes it, with the zero values of all fields that are not pointers. */
function body(apiVersion: string, kind: string, { message, value }: { message: string; value: object }): Buffer {
  return envelope({ apiVersion, kind }, encodeMessage(value, knownMessage(message), writer));
}

describe("cases API 2: protobuf bodies other than stored objects", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const pods = "/api/v1/namespaces/default/pods";
  const send = (method: string, path: string, bytes: Buffer) =>
    server.send(method, path, { headers: { "content-type": protobuf }, body: bytes });

  async function createPod(name: string): Promise<void> {
    const value = { metadata: { name }, spec: { containers: [{ name: "c", image: "i" }] } };
    const answer = await send("POST", pods, body("v1", "Pod", { message: "core.v1.Pod", value }));
    expect([answer.code, answer.code === 201 ? "" : answer.text]).toEqual([201, ""]);
  }

  it("fields missing from a Pod in protobuf are defaulted, and zeros of pointers are kept", async () => {
    const spec = {
      containers: [
        { name: "c", image: "i", env: [{ name: "E", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] },
      ],
    };
    const value = { metadata: { name: "defaults" }, spec: { ...spec, terminationGracePeriodSeconds: 0 } };
    const { json } = await send("POST", pods, body("v1", "Pod", { message: "core.v1.Pod", value }));
    const sent = await server.send("POST", pods, {
      body: { metadata: { name: "as-json" }, spec: { ...spec, terminationGracePeriodSeconds: 0 } },
    });
    expect((json as { spec: object }).spec).toEqual((sent.json as { spec: object }).spec);
    expect(json).toMatchObject({
      spec: {
        restartPolicy: "Always",
        terminationGracePeriodSeconds: 0,
        containers: [{ env: [{ valueFrom: { fieldRef: { apiVersion: "v1" } } }] }],
      },
    });
  });

  it.each([
    ["v1", {}],
    ["apps/v1", { gracePeriodSeconds: 0 }],
    ["meta.k8s.io/v1", { propagationPolicy: "Background", preconditions: {} }],
  ])("DeleteOptions of %s: %j", async (apiVersion, value) => {
    const name = `gone-${apiVersion.replaceAll(/[./]/g, "-")}`;
    await server.send("POST", "/api/v1/namespaces/default/configmaps", { body: { metadata: { name } } });
    const options = body(apiVersion, "DeleteOptions", { message: "meta.v1.DeleteOptions", value });
    const answer = await send("DELETE", `/api/v1/namespaces/default/configmaps/${name}`, options);
    expect(answer.json).toMatchObject({ kind: "Status", status: "Success" });
  });

  it("a precondition that does not hold is a conflict", async () => {
    await createPod("kept");
    const value = { preconditions: { uid: "other" } };
    const options = body("v1", "DeleteOptions", { message: "meta.v1.DeleteOptions", value });
    expect((await send("DELETE", `${pods}/kept`, options)).code).toBe(409);
  });

  it("Binding and Eviction", async () => {
    await createPod("bound");
    const binding = { metadata: { name: "bound" }, target: { kind: "Node", name: "node" } };
    const bound = await send(
      "POST",
      `${pods}/bound/binding`,
      body("v1", "Binding", { message: "core.v1.Binding", value: binding }),
    );
    expect([bound.code, bound.code === 201 ? "" : bound.text]).toEqual([201, ""]);
    const eviction = { metadata: { name: "bound", namespace: "default" }, deleteOptions: { gracePeriodSeconds: 0 } };
    const evicted = await send(
      "POST",
      `${pods}/bound/eviction`,
      body("policy/v1", "Eviction", { message: "policy.v1.Eviction", value: eviction }),
    );
    expect([evicted.code, evicted.code === 201 ? "" : evicted.text]).toEqual([201, ""]);
  });

  it("Scale: to zero, which is not absence", async () => {
    const path = "/apis/apps/v1/namespaces/default/replicasets";
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } };
    await server.send("POST", path, {
      body: { metadata: { name: "web" }, spec: { replicas: 3, selector: { matchLabels: labels }, template } },
    });
    const scale = { metadata: { name: "web", namespace: "default" }, spec: { replicas: 0 } };
    const scaled = await send(
      "PUT",
      `${path}/web/scale`,
      body("autoscaling/v1", "Scale", { message: "autoscaling.v1.Scale", value: scale }),
    );
    expect([scaled.code, scaled.json]).toMatchObject([200, { kind: "Scale", spec: {} }]);
    expect((await server.send("GET", `${path}/web`)).json).toMatchObject({ spec: { replicas: 0 } });
  });

  it.each([
    ["SelfSubjectAccessReview", { spec: { resourceAttributes: { verb: "get", resource: "pods" } } }, { allowed: true }],
    [
      "SubjectAccessReview",
      { spec: { user: "u", nonResourceAttributes: { path: "/x", verb: "get" } } },
      { allowed: true },
    ],
    ["SelfSubjectRulesReview", { spec: { namespace: "default" } }, { incomplete: false }],
  ])("%s", async (kind, value, status) => {
    const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
    const answer = await send(
      "POST",
      path,
      body("authorization.k8s.io/v1", kind, { message: `authorization.v1.${kind}`, value }),
    );
    expect([answer.code, answer.json]).toMatchObject([201, { status }]);
    expect(answer.text).not.toContain("creationTimestamp");
  });

  it("a Lease without a holder, as a leader leaves it when it steps down", async () => {
    const value = {
      metadata: { name: "lease" },
      spec: { holderIdentity: "", leaseDurationSeconds: 1, leaseTransitions: 0 },
    };
    const path = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    const answer = await send(
      "POST",
      path,
      body("coordination.k8s.io/v1", "Lease", { message: "coordination.v1.Lease", value }),
    );
    expect([answer.code, answer.json]).toMatchObject([201, { spec: { holderIdentity: "", leaseTransitions: 0 } }]);
  });

  it("an object without apiVersion and kind has those of the path", async () => {
    const bytes = body("", "", {
      message: "core.v1.ConfigMap",
      value: { metadata: { name: "untyped" }, data: { a: "" } },
    });
    const answer = await send("POST", "/api/v1/namespaces/default/configmaps", bytes);
    expect([answer.code, answer.json]).toMatchObject([201, { kind: "ConfigMap", data: { a: "" } }]);
  });

  it.each([
    ["nothing", Buffer.alloc(0), "empty data"],
    ["the prefix only", Buffer.from("k8s\0"), "empty body"],
    ["JSON", Buffer.from("{}"), "does not appear to be a protobuf message"],
    ["a truncated message", body("v1", "Pod", { message: "core.v1.Pod", value: {} }).subarray(0, 30), "unexpected EOF"],
  ])("%s is refused with 400", async (_, bytes, message) => {
    const answer = await send("POST", pods, bytes);
    expect(answer.json).toMatchObject({ code: 400, message: expect.stringContaining(message) as unknown });
  });
});
