import {
  type Deployment,
  deployments,
  type KeyedController,
  type KindToken,
  type KubernetesObject,
  type PropagationPolicy,
  pods,
  replicaSets,
  type Store,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock, seededRandom } from "@engenho/core/testing";
import { createDeploymentController } from "@engenho/deployment";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createReplicaSetController } from "@engenho/replicaset";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGarbageCollector } from "../src/index.js";

const namespace = "ns";
const web = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };
const hold = "example.com/hold";

/** The garbage collector with the controllers whose objects it collects, and running pods. */
class Cluster {
  readonly clock = new FakeClock();
  readonly store = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  #processes: readonly ControllerProcess[] = [];

  async start(): Promise<void> {
    const { store, clock } = this;
    const factories: readonly ((store: Store) => KeyedController)[] = [
      (own) => createGarbageCollector({ store: own, clock }),
      (own) => createDeploymentController({ store: own, clock }),
      (own) => createReplicaSetController({ store: own, clock }),
      (own) => createNodeRegistrar({ store: own, clock, nodes: 1 }),
      (own) => createPodBinder({ store: own, clock }),
      (own) => createPodLifecycle({ store: own, clock }),
    ];
    this.#processes = factories.map((create) => new ControllerProcess({ store, clock, create }));
    for (const each of this.#processes) each.start();
    await store.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: "web" } },
        template: {
          // A finalizer of a user, so that the test decides when the pods are gone.
          metadata: { labels: { app: "web" }, finalizers: [hold] },
          spec: { containers: [{ name: "main", image: "app:1" }] },
        },
      },
    } as Deployment);
    await this.settle();
  }

  async stop(): Promise<void> {
    for (const each of this.#processes) await each.stop();
  }

  /** Waits for retries of up to a second. */
  settle(): Promise<void> {
    return this.clock.advance(1_000);
  }

  async remove(propagationPolicy: PropagationPolicy): Promise<void> {
    await this.store.delete(deployments, web, { propagationPolicy });
    await this.settle();
  }

  async list<T extends KubernetesObject>(kind: KindToken<T>): Promise<readonly Stored<T>[]> {
    return (await this.store.list(kind, { namespace })).items;
  }

  /** The numbers of Deployments, ReplicaSets and Pods; of these, terminating ones in parentheses. */
  async census(): Promise<string> {
    const counts: string[] = [];
    for (const kind of [deployments, replicaSets, pods] as KindToken[]) {
      const all = await this.list(kind);
      const going = all.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length;
      counts.push(`${all.length}${going === 0 ? "" : ` (${going})`}`);
    }
    return counts.join(", ");
  }

  /** Removes the finalizer from `count` pods. */
  async release(count: number): Promise<void> {
    const held = (await this.list(pods)).filter(({ metadata }) => metadata.finalizers?.includes(hold));
    for (const pod of held.slice(0, count)) {
      const value = { metadata: { finalizers: null } };
      await this.store.patch(pod, pod.metadata, { type: "merge", value });
    }
    await this.settle();
  }
}

describe("deleting a Deployment", () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = new Cluster();
    await cluster.start();
    expect(await cluster.census()).toBe("1, 1, 3");
  });

  afterEach(() => cluster.stop());

  it("GC-71: in the background the Deployment is deleted at once, then its ReplicaSet, then the pods", async () => {
    const order: string[] = [];
    const watch = cluster.store.watch();
    const watching = (async () => {
      for await (const signal of watch) {
        if (signal.type === "lagged") throw new Error("lagged");
        for (const { type, object } of signal.events) if (type === "DELETED") order.push(object.kind);
      }
    })();
    await cluster.remove("Background");
    expect(await cluster.census()).toBe("0, 0, 3 (3)");
    await cluster.release(3);
    expect(await cluster.census()).toBe("0, 0, 0");
    watch.close();
    await watching;
    expect(order).toEqual(["Deployment", "ReplicaSet", "Pod", "Pod", "Pod"]);
  });

  it("GC-71: in the foreground the Deployment is kept until its ReplicaSet is gone, which is kept until its pods are", async () => {
    await cluster.remove("Foreground");
    expect(await cluster.census()).toBe("1 (1), 1 (1), 3 (3)");
    for (const kind of [deployments, replicaSets] as KindToken[]) {
      expect((await cluster.list(kind))[0]?.metadata.finalizers, kind.kind).toEqual(["foregroundDeletion"]);
    }
    await cluster.release(2);
    expect(await cluster.census()).toBe("1 (1), 1 (1), 1 (1)");
    await cluster.release(1);
    expect(await cluster.census()).toBe("0, 0, 0");
  });

  it("GC-71: with Orphan its ReplicaSet is kept without an owner", async () => {
    await cluster.remove("Orphan");
    expect(await cluster.census()).toBe("0, 1, 3");
    const [replicaSet] = await cluster.list(replicaSets);
    expect(replicaSet?.metadata.ownerReferences).toBeUndefined();
    for (const pod of await cluster.list(pods)) {
      expect(pod.metadata.ownerReferences?.[0]?.uid).toBe(replicaSet?.metadata.uid);
    }
    const [pod] = await cluster.list(pods);
    if (pod !== undefined) await cluster.store.delete(pod, pod.metadata);
    await cluster.settle();
    expect(await cluster.census(), "it still replaces pods").toBe("0, 1, 4 (1)");
  });

  it("GC-72: in the foreground no pods are created, and the statuses follow the deletion of the pods", async () => {
    await cluster.remove("Foreground");
    await cluster.store.patch(deployments, web, { type: "merge", value: { spec: { replicas: 9, paused: false } } });
    await cluster.settle();
    expect(await cluster.census()).toBe("1 (1), 1 (1), 3 (3)");
    await cluster.release(1);
    expect(await cluster.census(), "it is not replaced").toBe("1 (1), 1 (1), 2 (2)");
    const [replicaSet] = await cluster.list(replicaSets);
    const [deployment] = await cluster.list(deployments);
    expect(replicaSet?.spec?.replicas, "it is not scaled either").toBe(3);
    expect(replicaSet?.status?.replicas).toBe(0);
    expect(deployment?.status?.observedGeneration).toBe(deployment?.metadata.generation);
    expect(deployment?.status?.replicas ?? 0).toBe(0);
  });
});
