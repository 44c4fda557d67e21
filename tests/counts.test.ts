import { type ClientRequest, get } from "node:http";
import { createApiServer } from "@engenho/apiserver";
import { deployments, pods, services } from "@engenho/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CountedWorld } from "./support/counted-world.js";

// What would make everything slow at scale is detected here by counting, which is independent of the machine's load.

let world: CountedWorld;

async function start(nodes = 2): Promise<CountedWorld> {
  world = new CountedWorld();
  await world.start(nodes);
  return world;
}

afterEach(() => world.stop());

const web = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };

describe("writes of a rollout", () => {
  it("a pod costs three commits and one Event: created, bound, ready", async () => {
    await start();
    world.reset();
    await world.deploy("web", 400);
    await world.settle();
    expect(world.count("Pod ADDED")).toBe(400);
    expect(world.count("Pod MODIFIED")).toBe(2 * 400);
    expect(world.count("Pod DELETED")).toBe(0);
    // The binder's, and the ReplicaSet's as far as its spam filter lets them through (CM-16).
    expect(world.count("Event ADDED")).toBeLessThanOrEqual(400 + 50);
  });

  it("what concerns a Deployment as a whole is written per batch, not per pod", async () => {
    await start();
    world.reset();
    await world.deploy("web", 400);
    await world.settle();
    for (const kind of ["Deployment", "ReplicaSet", "Endpoints"]) {
      expect(world.count(`${kind} ADDED`), kind).toBe(1);
      expect(world.count(`${kind} MODIFIED`), kind).toBeLessThanOrEqual(12);
    }
    expect(world.count("EndpointSlice ADDED")).toBe(4);
    expect(world.count("EndpointSlice MODIFIED")).toBeLessThanOrEqual(12);
  });

  it("ten times the pods cost the same number of writes in addition to their own", async () => {
    const beside = async (pods: number) => {
      await start();
      world.reset();
      await world.deploy("web", pods);
      await world.settle();
      const counts = ["Deployment", "ReplicaSet", "Endpoints"].map((kind) => world.count(`${kind} MODIFIED`));
      await world.stop();
      return counts.reduce((sum, count) => sum + count);
    };
    const few = await beside(40);
    const many = await beside(400);
    expect(many).toBeLessThanOrEqual(few + 6);
    await start();
  });

  it("a rolling update writes each new pod three times and each old one until it is removed", async () => {
    await start();
    await world.deploy("web", 100);
    await world.settle();
    world.reset();
    const containers = [{ name: "main", image: "nginx:2" }];
    await world.store.patch(deployments, web, {
      type: "strategic",
      value: { spec: { template: { spec: { containers } } } },
    });
    await world.settle();
    expect(world.count("Pod ADDED")).toBe(100);
    expect(world.count("Pod DELETED")).toBe(100);
    // Bound and ready; marked for deletion, and removed at the end of its grace period, as upstream writes it (AP-40).
    expect(world.count("Pod MODIFIED")).toBe(4 * 100);
  });

  it("a cascade deletes each pod once", async () => {
    await start();
    await world.deploy("web", 100);
    await world.settle();
    world.reset();
    await world.store.delete(deployments, web, { propagationPolicy: "Background" });
    await world.settle();
    expect(world.count("Pod DELETED")).toBe(100);
    expect(world.count("Pod MODIFIED")).toBeLessThanOrEqual(2 * 100);
    expect(world.callsOf("garbage-collector-controller").written).toBeLessThanOrEqual(102);
  });

  it("nothing is written while nothing changes", async () => {
    await start();
    await world.deploy("web", 100);
    await world.settle();
    world.reset();
    await world.settle();
    expect([...world.commits]).toEqual([]);
  });
});

describe("memory", () => {
  it("deleted Deployments leave no keys that wait for their progress deadline", async () => {
    await start();
    const before = world.delayedKeys;
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 10; index++) await world.deploy(`web-${round}-${index}`, 2);
      await world.settle();
      expect(world.delayedKeys).toBeGreaterThan(before);
      for (let index = 0; index < 10; index++) {
        const name = `web-${round}-${index}`;
        await world.store.delete(web, { ...web, name }, { propagationPolicy: "Background" });
        await world.store.delete(services, { namespace: "default", name });
      }
      await world.settle();
      expect(world.count("Pod DELETED")).toBe(20 * (round + 1));
      expect(world.delayedKeys).toBe(before);
    }
  });
});

describe("reads per change", () => {
  /** What every controller reads and writes when one pod of a world becomes unready and ready again. */
  async function onePodChanges(deployments: number): Promise<ReadonlyMap<string, unknown>> {
    await start();
    for (let index = 0; index < deployments; index++) await world.deploy(`web-${index}`, 10);
    await world.settle();
    const { items } = await world.store.list(pods, { namespace: "default", limit: 1 });
    const [pod] = items;
    const conditions = pod?.status?.conditions?.map((each) =>
      each.type === "Ready" ? { ...each, status: "False" } : each,
    );
    world.reset();
    await world.store.update({ ...pod, status: { ...pod?.status, conditions } } as never, { subresource: "status" });
    await world.settle();
    const calls = new Map([...world.calls].map(([name, each]) => [name, { ...each }]));
    await world.stop();
    return calls;
  }

  it("one pod's change costs the same reads and writes in a small world and in a large one", async () => {
    const small = await onePodChanges(4);
    const large = await onePodChanges(40);
    expect(Object.fromEntries(large)).toEqual(Object.fromEntries(small));
    await start();
  });

  it("one pod's change makes each controller read its own Deployment's objects a few times, and no others", async () => {
    const calls = await onePodChanges(20);
    for (const [name, { read }] of calls as ReadonlyMap<string, { read: number }>) {
      // 10 pods, a Service, a Deployment, a ReplicaSet, Endpoints, a slice; the pod changes twice, and so does what follows.
      expect(read, name).toBeLessThanOrEqual(150);
    }
    expect([...calls.keys()]).not.toContain("hollow-node-registrar");
    await start();
  });
});

describe("serialisation", () => {
  it("each version of an object is serialised once, however many lists and watches return it", async () => {
    await start();
    const server = createApiServer({ store: world.store, authenticate: () => ({ name: "test" }) });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
    const stringify = vi.spyOn(JSON, "stringify");
    const watches = await Promise.all(Array.from({ length: 20 }, () => openWatch(port)));
    try {
      await world.deploy("web", 10);
      await world.settle();
      // Three commits of each pod reach every watch before anything is counted.
      await Promise.all(watches.map((watch) => watch.untilLines(30)));
      for (let list = 0; list < 5; list++) await read(port, "/api/v1/pods");
      const perVersion = new Map<string, number>();
      for (const [value] of stringify.mock.calls) {
        const { uid, resourceVersion, labels } = (value ?? {}) as Record<string, string | undefined>;
        if (uid === undefined || resourceVersion === undefined || labels === undefined) continue;
        const version = `${uid} ${resourceVersion}`;
        perVersion.set(version, (perVersion.get(version) ?? 0) + 1);
      }
      expect(perVersion.size).toBe(30);
      expect(new Set(perVersion.values())).toEqual(new Set([1]));
    } finally {
      stringify.mockRestore();
      for (const watch of watches) watch.request.destroy();
      await server.close();
    }
  });
});

interface OpenWatch {
  readonly request: ClientRequest;
  untilLines(count: number): Promise<void>;
}

function openWatch(port: number): Promise<OpenWatch> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path: "/api/v1/pods?watch=1", agent: false }, (response) => {
      let lines = 0;
      let onLine: () => void = () => {};
      response.on("data", (chunk: Buffer) => {
        for (const byte of chunk) if (byte === 10) lines++;
        onLine();
      });
      response.on("error", () => {});
      const untilLines = (count: number) =>
        new Promise<void>((enough) => {
          onLine = () => {
            if (lines >= count) enough();
          };
          onLine();
        });
      resolve({ request, untilLines });
    });
    request.on("error", reject);
  });
}

function read(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve());
    }).on("error", reject);
  });
}
