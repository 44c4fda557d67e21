import {
  configMaps,
  createLeaderElector,
  type Fence,
  type Leadership,
  type Lease,
  leases,
  pods,
  silentLogger,
  withLeadership,
} from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKubernetesStore, type KubernetesStore } from "../src/index.js";
import { configMap, ScriptedServer } from "./support/scripted-server.js";
import { startTestCluster, type TestCluster } from "./support/test-cluster.js";

const leaseKey = { namespace: "kube-system", name: "manager" };
const map = { ...configMaps, metadata: { namespace: "default", name: "x" } };

describe("the writes of a leader over engenho's own API server", () => {
  let cluster: TestCluster;
  let store: KubernetesStore;
  beforeEach(async () => {
    cluster = await startTestCluster();
    for (const name of ["default", "kube-system"]) {
      await cluster.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    store = await cluster.open();
  });
  afterEach(() => cluster.close());

  /** Is the leader until `body` has ended. */
  async function lead(identity: string, body: (term: Leadership) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const elector = createLeaderElector(store, { leaseName: "manager", identity, logger: silentLogger });
    await elector.run(async (term) => {
      await body(term).finally(() => stop.abort());
    }, stop.signal);
  }

  async function depose(): Promise<void> {
    const lease = await cluster.memory.get<Lease>(leases, leaseKey);
    const spec = { ...lease.spec, holderIdentity: "b", leaseTransitions: 1 };
    await cluster.memory.update({ ...lease, spec });
  }

  it("succeed while it leads, and are rejected when they arrive after another process has taken the Lease", async () => {
    await lead("host_a", async (term) => {
      const fenced = withLeadership(store, term);
      const made = await fenced.create(map);
      await fenced.create({
        ...pods,
        metadata: { namespace: "default", name: "p" },
        spec: { containers: [{ name: "c", image: "i" }] },
      });
      // The process does not know that yet, so its next writes arrive too late.
      await depose();
      const target = { apiVersion: "v1", kind: "Binding", metadata: {}, target: { kind: "Node", name: "n" } };
      const bind = fenced.subresource(pods, { namespace: "default", name: "p" }, "binding");
      for (const write of [
        () => fenced.create({ ...map, metadata: { namespace: "default", name: "y" } }),
        () => fenced.update({ ...made, data: { late: "yes" } }),
        () => fenced.patch(configMaps, map.metadata, { type: "merge", value: { data: { late: "yes" } } }),
        () => bind.create(target as never),
        () => fenced.delete(configMaps, map.metadata),
      ]) {
        await expect(write()).rejects.toMatchObject({
          code: "Conflict",
          message: 'the Lease kube-system/manager is held by "b", no longer by "host_a" in term 0',
        });
      }
      expect(await cluster.memory.get(configMaps, map.metadata)).toEqual(made);
    });
  });
});

describe("the writes of a leader over any other API server", () => {
  it("carry a header that it ignores", async () => {
    const server = new ScriptedServer();
    const url = await server.listen();
    const store = await createKubernetesStore({ server: url, logger: silentLogger });
    server.intercept = ({ method }) => (method === "POST" ? { code: 201, body: configMap("x", "101") } : undefined);
    const fence: Fence = { ...leaseKey, holderIdentity: "host a", leaseTransitions: 2 };
    await store.create({ ...configMaps, metadata: { namespace: "a", name: "x" } }, { fence });
    const [sent] = server.requests.filter(({ method }) => method === "POST");
    expect(sent?.headers["engenho-fence"]).toBe(
      "namespace=kube-system&name=manager&holderIdentity=host+a&leaseTransitions=2",
    );
    await store.close();
    await server.close();
  });
});
