import { createKeyedController, deployments, type KeyedController, namespaces, silentLogger } from "@engenho/core";
import { FakeClock, RecordingLogger, ScriptedStore } from "@engenho/core/testing";
import type { AdmissionPlugin } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ControlPlane, createControlPlane } from "../src/index.js";

const clock = new FakeClock();
const logger = silentLogger;
const labels = { app: "web" };
const web = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
};

/** Stops the control plane while advancing the fake clock. */
async function stop(controlPlane: ControlPlane): Promise<void> {
  const stopped = controlPlane.stop();
  await clock.settle();
  await stopped;
}

/** A controller that counts its reconciles of Namespaces. */
function counting(reconciled: string[], own = clock): KeyedController {
  const store = createMemoryStore();
  return createKeyedController({
    name: "counting",
    store,
    clock: own,
    for: namespaces,
    reconcile: async (key) => {
      reconciled.push(key);
      return { changed: false };
    },
    listKeys: async () => ["all"],
  });
}

describe("createControlPlane", () => {
  const made: ControlPlane[] = [];
  const create = (options: Parameters<typeof createControlPlane>[0] = {}) => {
    const controlPlane = createControlPlane({ clock, logger, ...options });
    made.push(controlPlane);
    return controlPlane;
  };
  afterEach(async () => {
    for (const controlPlane of made.splice(0)) await stop(controlPlane);
    expect(clock.pendingTimers).toBe(0);
  });

  it("reports at its start which controllers do not run because there is no authorizer", async () => {
    const log = new RecordingLogger();
    const { start, controllers } = create({ nodes: 0, logger: log });
    await start();
    expect(controllers.map(({ name }) => name)).not.toContain("certificatesigningrequest-approving-controller");
    expect(log.lines.filter(({ message }) => message.includes("reviewAccess"))).toMatchObject([
      { fields: { controllers: ["certificatesigningrequest-approving-controller"] } },
    ]);
    const other = new RecordingLogger();
    await create({ nodes: 0, logger: other, reviewAccess: () => true }).start();
    await create({ nodes: 0, logger: other, controllers: ["deployment"] }).start();
    expect(other.lines.filter(({ message }) => message.includes("reviewAccess"))).toEqual([]);
  });

  it("makes the pods of a Deployment available, in the namespace that it has created", async () => {
    const { store, start } = create({ nodes: 1 });
    await start();
    await store.create(deployment);
    await clock.advance(1_000);
    expect(await store.get(deployments, web)).toMatchObject({ status: { availableReplicas: 3 } });
  });

  it("runs the controllers in the one of two control planes over one store that leads, and in the other when that stops", async () => {
    const store = createMemoryStore({ clock });
    const starts: string[] = [];
    const member = (identity: string) =>
      create({
        store,
        nodes: 1,
        leaderElection: { leaseName: "kube-controller-manager", identity },
        metrics: {
          onDriverEvent: (controller, event) => {
            if (controller.name === "deployment-controller" && event.type === "tick") starts.push(identity);
          },
        },
      });
    const [first, second] = [member("first"), member("second")];
    const own: string[] = [];
    second.add(counting(own));
    await first.start();
    await second.start();
    await store.create(deployment);
    await clock.advance(60_000);
    expect(await store.get(deployments, web)).toMatchObject({ status: { availableReplicas: 3 } });
    expect(new Set(starts)).toEqual(new Set(["first"]));
    // What is added runs in each of them.
    expect(own).not.toEqual([]);

    await stop(first);
    await store.update({ ...(await store.get(deployments, web)), spec: { ...deployment.spec, replicas: 5 } });
    await clock.advance(10_000);
    expect(await store.get(deployments, web)).toMatchObject({ status: { availableReplicas: 5 } });
    expect(starts.at(-1)).toBe("second");
  });

  it("shows admission the ServiceAccounts of kube-controller-manager as users, and the scheduler as the binder", async () => {
    const users = new Set<string>();
    const recording: AdmissionPlugin = {
      name: "Recording",
      handles: () => true,
      validate: ({ operation, resource, subresource, user }) =>
        void users.add(`${operation} ${resource.qualifiedName}/${subresource}: ${user?.name ?? "the program"}`),
    };
    const store = createMemoryStore({ clock, admission: [recording] });
    await create({ store, nodes: 1 }).start();
    await store.create(deployment);
    await clock.advance(1_000);
    expect([...users]).toEqual(
      expect.arrayContaining([
        "CREATE replicasets.apps/: system:serviceaccount:kube-system:deployment-controller",
        "CREATE pods/: system:serviceaccount:kube-system:replicaset-controller",
        "CREATE pods/binding: system:kube-scheduler",
        "UPDATE pods/status: the program",
      ]),
    );
    await store.close();
  });

  it("runs nothing before the start, and nothing after the stop", async () => {
    const store = createMemoryStore({ clock });
    const controlPlane = create({ store });
    await store.create(deployment);
    await clock.advance(1_000);
    expect(await store.get(deployments, web)).not.toHaveProperty("status.replicas");
    await controlPlane.start();
    await clock.advance(1_000);
    expect(await store.get(deployments, web)).toMatchObject({ status: { replicas: 3 } });
    await stop(controlPlane);
    await store.patch(deployments, web, { type: "merge", value: { spec: { replicas: 5 } } });
    await clock.advance(1_000);
    expect(await store.get(deployments, web)).toMatchObject({ status: { replicas: 3 } });
    await store.close();
  });

  it("closes its own store, but not a given one", async () => {
    const given = createMemoryStore({ clock });
    const [own, other] = [create(), create({ store: given })];
    await stop(own);
    await stop(other);
    await expect(own.store.list(namespaces)).rejects.toMatchObject({ code: "Closed" });
    await expect(given.list(namespaces)).resolves.toMatchObject({ items: [] });
    await given.close();
  });

  it("starts and stops once, however often it is called", async () => {
    const store = createMemoryStore({ clock });
    const scripted = new ScriptedStore(store);
    const controlPlane = create({ store: scripted.store, controllers: [], nodes: 0 });
    await Promise.all([controlPlane.start(), controlPlane.start()]);
    const created = scripted.calls.filter(({ verb, apiVersion }) => verb === "create" && !/^rbac/.test(apiVersion));
    const priorityClasses = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" };
    const made = [await store.list(namespaces), await store.list(priorityClasses)].flatMap(({ items }) => items);
    expect(created).toHaveLength(made.length);
    expect(controlPlane.stop()).toBe(controlPlane.stop());
    await controlPlane.stop();
    await expect(controlPlane.start()).rejects.toThrow("the control plane has been stopped");
    await store.close();
  });

  it("runs nothing if it is stopped during the start", async () => {
    const reconciled: string[] = [];
    const controlPlane = create();
    controlPlane.add(counting(reconciled));
    const started = controlPlane.start();
    const stopped = controlPlane.stop();
    await expect(started).rejects.toThrow("the control plane has been stopped");
    await stopped;
    await clock.settle();
    expect(reconciled).toEqual([]);
  });

  it("runs a controller added before or after the start, and rejects one after the stop", async () => {
    const reconciled: string[] = [];
    const controlPlane = create({ controllers: [], nodes: 0 });
    controlPlane.add(counting(reconciled));
    await clock.settle();
    expect(reconciled).toEqual([]);
    await controlPlane.start();
    await clock.settle();
    const atStart = reconciled.length;
    expect(atStart).toBeGreaterThan(0);
    controlPlane.add(counting(reconciled));
    await clock.settle();
    expect(reconciled.length).toBeGreaterThan(atStart);
    await stop(controlPlane);
    expect(() => controlPlane.add(counting([]))).toThrow("the control plane has been stopped");
  });

  it("rejects a controller with a different clock", () => {
    expect(() => create().add(counting([], new FakeClock()))).toThrow(TypeError);
  });

  it("has the selected controllers, by name or alias, and the hollow nodes", () => {
    const names = (options: object) => create(options).controllers.map(({ name }) => name);
    expect(names({ controllers: ["gc", "deployment"], nodes: 0, eventTtlMs: Number.POSITIVE_INFINITY })).toEqual([
      "deployment-controller",
      "garbage-collector-controller",
    ]);
    expect(names({ controllers: [], eventTtlMs: Number.POSITIVE_INFINITY })).toEqual([
      "hollow-node-registrar",
      "hollow-binder",
      "hollow-pod-lifecycle",
    ]);
    expect(() => create({ controllers: ["cronjob"] })).toThrow(RangeError);
  });

  it("publishes certificates if there are any", () => {
    const publisher = "root-ca-certificate-publisher-controller";
    const names = (rootCa: object) => create(rootCa).controllers.map(({ name }) => name);
    expect(names({})).not.toContain(publisher);
    expect(names({ rootCa: "PEM" })).toContain(publisher);
  });

  it("passes storeOf the same name that the controller has", () => {
    const asked: string[] = [];
    const store = createMemoryStore({ clock });
    const storeOf = (name: string) => {
      asked.push(name);
      return store;
    };
    const { controllers } = create({ store, storeOf, rootCa: "PEM", eventTtlMs: Number.POSITIVE_INFINITY });
    expect(controllers.map(({ name }) => name)).toEqual(asked);
  });

  it("reports each controller and each tick to its metrics", async () => {
    const onController = vi.fn();
    const onDriverEvent = vi.fn();
    const controlPlane = create({ metrics: { onController, onDriverEvent } });
    await controlPlane.start();
    await clock.settle();
    expect(onController.mock.calls.map(([controller]) => controller)).toEqual(controlPlane.controllers);
    for (const { name } of controlPlane.controllers) {
      const ticks = onDriverEvent.mock.calls.filter(([each, { type }]) => each.name === name && type === "tick");
      expect(ticks.length, name).toBeGreaterThan(0);
    }
  });

  it("logs a controller that ends unexpectedly, and continues with the others", async () => {
    const recording = new RecordingLogger();
    const failure = new Error("a bug");
    const reconciled: string[] = [];
    const controlPlane = create({ controllers: [], nodes: 0, logger: recording });
    const broken = counting([]);
    vi.spyOn(broken, "onWorkDue").mockImplementation(() => {
      throw failure;
    });
    controlPlane.add(broken);
    controlPlane.add(counting(reconciled));
    await controlPlane.start();
    await clock.settle();
    expect(recording.lines.filter(({ level }) => level === "error")).toEqual([
      {
        level: "error",
        message: "the controller has ended unexpectedly; the others continue",
        fields: { controller: "counting", err: failure },
      },
    ]);
    expect(reconciled.length).toBeGreaterThan(0);
  });
});
