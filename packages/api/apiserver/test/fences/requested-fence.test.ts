import { configMaps, fenceHeader, formatFence, type Lease, leases } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const fence = { namespace: "kube-system", name: "manager", holderIdentity: "host one_1/é", leaseTransitions: 3 };
const headers = { [fenceHeader]: formatFence(fence) };
const maps = "/api/v1/namespaces/default/configmaps";
const pods = "/api/v1/namespaces/default/pods";
const pod = { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } };
const merge = { "content-type": "application/merge-patch+json" };

describe("the fence of a request", () => {
  let server: TestServer;
  let asked: AuthorizationAttributes[];
  let mayReadLeases: boolean;
  beforeEach(async () => {
    asked = [];
    mayReadLeases = true;
    server = await startServer({
      authorizer: {
        authorize(attributes: AuthorizationAttributes) {
          asked.push(attributes);
          const isAllowed = attributes.resource !== "leases" || mayReadLeases;
          return { decision: isAllowed ? "Allow" : "NoOpinion", reason: "" };
        },
        rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
      },
    });
    await server.store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } });
    const { namespace, name, holderIdentity, leaseTransitions } = fence;
    await server.store.create<Lease>({
      ...leases,
      metadata: { namespace, name },
      spec: { holderIdentity, leaseTransitions, leaseDurationSeconds: 15 },
    });
    await server.send("POST", maps, { body: { metadata: { name: "a" } } });
    await server.send("POST", pods, { body: pod });
  });
  afterEach(() => server.close());

  /** Somebody else leads now. */
  async function depose(): Promise<void> {
    const lease = await server.store.get<Lease>(leases, fence);
    await server.store.update({ ...lease, spec: { ...lease.spec, holderIdentity: "other", leaseTransitions: 4 } });
  }

  const writes: readonly (readonly [what: string, method: string, path: string, request: object])[] = [
    ["a create", "POST", maps, { body: { metadata: { name: "b" } } }],
    ["an update", "PUT", `${maps}/a`, { body: { metadata: { name: "a" }, data: { x: "y" } } }],
    ["a patch", "PATCH", `${maps}/a`, { body: { data: { x: "z" } }, headers: merge }],
    ["a patch of a status", "PATCH", `${pods}/p/status`, { body: { status: { phase: "Running" } }, headers: merge }],
    ["a binding", "POST", `${pods}/p/binding`, { body: { target: { kind: "Node", name: "n" } } }],
    ["a deletion", "DELETE", `${maps}/a`, {}],
    ["a deletion of all", "DELETE", maps, {}],
  ];

  it.each(writes)(
    "lets %s be made in its term, and refuses it with 409 when the term is over",
    async (_what, ...write) => {
      const [method, path, request] = write;
      const all = { ...request, headers: { ...("headers" in request ? (request.headers as object) : {}), ...headers } };
      await depose();
      const refused = await server.send(method, path, all);
      expect(refused).toMatchObject({ code: 409, json: { reason: "Conflict" } });
      expect((refused.json as { message: string }).message).toContain("in term 3");
      expect((await server.store.get(configMaps, { namespace: "default", name: "a" })).data).toBe(undefined);
      const lease = await server.store.get<Lease>(leases, fence);
      const { holderIdentity, leaseTransitions } = fence;
      await server.store.update({ ...lease, spec: { ...lease.spec, holderIdentity, leaseTransitions } });
      expect((await server.send(method, path, all)).code).toBeLessThan(300);
    },
  );

  it("is of no meaning for reads, which go on", async () => {
    await depose();
    expect((await server.send("GET", maps, { headers })).code).toBe(200);
  });

  it("that cannot be read is refused, not ignored", async () => {
    const answer = await server.send("POST", maps, {
      body: { metadata: { name: "b" } },
      headers: { [fenceHeader]: "namespace=kube-system&name=manager" },
    });
    expect(answer).toMatchObject({ code: 400, json: { reason: "BadRequest" } });
    expect((await server.send("GET", `${maps}/b`)).code).toBe(404);
  });

  it("is refused with 403 to a user who may not read the Lease: the answer would say who holds it", async () => {
    mayReadLeases = false;
    const answer = await server.send("POST", maps, { body: { metadata: { name: "b" } }, headers });
    expect(answer).toMatchObject({ code: 403 });
    expect(answer.text).not.toContain("other");
    expect(asked.at(-1)).toMatchObject({
      ...{ verb: "get", group: "coordination.k8s.io", resource: "leases", namespace: "kube-system", name: "manager" },
      user: { name: "tester" },
    });
    expect((await server.send("GET", `${maps}/b`)).code).toBe(404);
  });
});
