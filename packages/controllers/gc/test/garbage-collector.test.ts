import {
  configMaps,
  events,
  type KubernetesObject,
  type PropagationPolicy,
  type Store,
  type Stored,
  StoreError,
} from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attemptToDelete } from "../src/attempt-to-delete.js";
import { KindScopes } from "../src/kind-scopes.js";
import { OwnerGraph } from "../src/owner-graph.js";
import { ghost, owned, World, widgetDefinition } from "./world.js";

describe("the garbage collector", () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.start();
  });

  afterEach(async () => {
    await world.stop();
    expect(world.clock.pendingTimers, "leaked timers").toBe(0);
  });

  async function remove(object: Stored, propagationPolicy: PropagationPolicy): Promise<void> {
    const { namespace, name } = object.metadata;
    await world.store.delete(
      { apiVersion: object.apiVersion, kind: object.kind },
      { namespace, name },
      { propagationPolicy },
    );
    await world.settle();
  }

  async function strip(name: string): Promise<void> {
    await world.store.patch(
      configMaps,
      { namespace: "ns", name },
      { type: "merge", value: { metadata: { finalizers: null } } },
    );
    await world.settle();
  }

  it("GC-70: deletes dependents in the background, level by level, after their owner", async () => {
    const owner = await world.create("owner");
    const child = await world.create("child", { owners: [owned(owner)] });
    await world.create("grandchild", { owners: [owned(child)] });
    await world.create("stranger");
    await remove(owner, "Background");
    expect(await world.names()).toEqual(["stranger"]);
  });

  it("GC-34: never collects an object without owners", async () => {
    await world.create("alone");
    await world.settle();
    expect(await world.names()).toEqual(["alone"]);
  });

  it("GC-12, V-GC: collects an object that is created with an owner that does not exist", async () => {
    await world.create("child", { owners: [ghost()] });
    await world.settle();
    expect(await world.names()).toEqual([]);
  });

  it("GC-35, V-GC: an object with the owner's name but another UID is not the owner", async () => {
    const owner = await world.create("owner");
    await world.create("child", { owners: [owned(owner, { uid: ghost().uid })] });
    await world.settle();
    expect(await world.names()).toEqual(["owner"]);
  });

  it("GC-37, V-GC: removes the reference to an absent owner and keeps the object if another owner exists", async () => {
    const kept = await world.create("kept");
    const lost = await world.create("lost");
    await world.create("child", { owners: [owned(kept), owned(lost)] });
    await remove(lost, "Background");
    expect((await world.get("child"))?.metadata.ownerReferences).toEqual([owned(kept)]);
    await remove(kept, "Background");
    expect(await world.names()).toEqual([]);
  });

  it("GC-36: a controller reference is treated like any other", async () => {
    const owner = await world.create("owner");
    await world.create("child", { owners: [owned(owner), ghost({ controller: true })] });
    await world.settle();
    expect((await world.get("child"))?.metadata.ownerReferences).toEqual([owned(owner)]);
  });

  it("GC-39: honours the orphan finalizer of an object that it deletes", async () => {
    const owner = await world.create("owner");
    const child = await world.create("child", { owners: [owned(owner)], finalizers: ["orphan"] });
    await world.create("grandchild", { owners: [owned(child)] });
    await remove(owner, "Background");
    expect(await world.names()).toEqual(["grandchild"]);
    expect((await world.get("grandchild"))?.metadata.ownerReferences).toBeUndefined();
  });

  it("GC-60: orphans the dependents, then removes the owner's finalizer", async () => {
    const owner = await world.create("owner");
    await world.create("a", { owners: [owned(owner)] });
    await world.create("b", { owners: [owned(owner, { controller: true, blockOwnerDeletion: true })] });
    await remove(owner, "Orphan");
    expect(await world.names()).toEqual(["a", "b"]);
    expect((await world.get("a"))?.metadata.ownerReferences).toBeUndefined();
    expect((await world.get("b"))?.metadata.ownerReferences).toBeUndefined();
  });

  it("GC-33, GC-50: in the foreground keeps the owner until its blocking dependents are gone", async () => {
    const owner = await world.create("owner");
    await world.create("child", {
      owners: [owned(owner, { blockOwnerDeletion: true })],
      finalizers: ["example.com/wait"],
    });
    await remove(owner, "Foreground");
    expect(await world.names()).toEqual(["child", "owner"]);
    expect((await world.get("owner"))?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    expect((await world.get("child"))?.metadata.deletionTimestamp).toBeDefined();
    await strip("child");
    expect(await world.names()).toEqual([]);
  });

  it("GC-51: a non-blocking dependent is deleted, but does not delay its owner", async () => {
    const owner = await world.create("owner");
    await world.create("child", { owners: [owned(owner)], finalizers: ["example.com/wait"] });
    await remove(owner, "Foreground");
    expect(await world.names()).toEqual(["child"]);
    expect((await world.get("child"))?.metadata.deletionTimestamp).toBeDefined();
  });

  it.each([true, false])(
    "GC-15: a dependent added during its owner's foreground deletion is deleted too (blocking: %s)",
    async (blockOwnerDeletion) => {
      const owner = await world.create("owner");
      await world.create("held", {
        owners: [owned(owner, { blockOwnerDeletion: true })],
        finalizers: ["example.com/wait"],
      });
      await remove(owner, "Foreground");
      await world.create("late", { owners: [owned(owner, { blockOwnerDeletion })] });
      await world.create("adopted");
      const value = { metadata: { ownerReferences: [owned(owner, { blockOwnerDeletion })] } };
      const adopted = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "adopted" };
      await world.store.patch(configMaps, adopted, { type: "merge", value });
      await world.settle();
      expect(await world.names()).toEqual(["held", "owner"]);
      await strip("held");
      expect(await world.names()).toEqual([]);
    },
  );

  it("GC-43: keeps the dependents of an object that a user deletes with Orphan just before the collector deletes it", async () => {
    const owner = await world.create("owner");
    const child = await world.create("child", { owners: [owned(owner)] });
    await world.create("grandchild", { owners: [owned(child)] });
    world.collector.scripted.before = async ({ verb, name }) => {
      if (verb !== "delete" || name !== "child") return;
      world.collector.scripted.before = () => {};
      const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "child" };
      await world.store.delete(configMaps, reference, { propagationPolicy: "Orphan" });
    };
    await remove(owner, "Background");
    expect(await world.names()).toEqual(["grandchild"]);
    expect((await world.get("grandchild"))?.metadata.ownerReferences).toBeUndefined();
  });

  it("GC-31: decides on a live read: a deletion with Orphan whose event has not arrived is not changed", async () => {
    const owner = await world.create("owner");
    const child = await world.create("child", { owners: [owned(owner)] });
    await world.create("held", {
      owners: [owned(owner, { blockOwnerDeletion: true })],
      finalizers: ["example.com/wait"],
    });
    await world.create("grandchild", { owners: [owned(child)] });
    let orphaned = false;
    world.collector.scripted.before = async ({ verb, name }) => {
      // The grandchild must not be released before everything else has happened.
      if (verb === "patch" && name === "grandchild") for (let turns = 0; turns < 50; turns++) await world.clock.turn();
      if (orphaned || verb !== "get" || name !== "child") return;
      orphaned = true;
      const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "child" };
      await world.store.delete(configMaps, reference, { propagationPolicy: "Orphan" });
    };
    await remove(owner, "Foreground");
    expect(await world.names()).toEqual(["grandchild", "held", "owner"]);
  });

  it("GC-38: in a foreground deletion a dependent with its own dependents is deleted in the foreground too", async () => {
    const blocking = { blockOwnerDeletion: true };
    const owner = await world.create("owner");
    const child = await world.create("child", { owners: [owned(owner, blocking)] });
    await world.create("grandchild", { owners: [owned(child, blocking)], finalizers: ["example.com/wait"] });
    await remove(owner, "Foreground");
    expect(await world.names()).toEqual(["child", "grandchild", "owner"]);
    expect((await world.get("child"))?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    await strip("grandchild");
    expect(await world.names()).toEqual([]);
  });

  it("GC-52: a solid owner keeps the dependent; the reference to the waiting owner is removed, which unblocks it", async () => {
    const solid = await world.create("solid");
    const waiting = await world.create("waiting");
    await world.create("child", { owners: [owned(solid), owned(waiting, { blockOwnerDeletion: true })] });
    await remove(waiting, "Foreground");
    expect(await world.names()).toEqual(["child", "solid"]);
    expect((await world.get("child"))?.metadata.ownerReferences).toEqual([owned(solid)]);
  });

  it("GC-53: the foreground deletion of a cycle completes", async () => {
    const a = await world.create("a");
    const b = await world.create("b", { owners: [owned(a, { blockOwnerDeletion: true })] });
    await world.store.patch(
      configMaps,
      { namespace: "ns", name: "a" },
      { type: "merge", value: { metadata: { ownerReferences: [owned(b, { blockOwnerDeletion: true })] } } },
    );
    await world.settle();
    expect(await world.names()).toEqual(["a", "b"]);
    await remove(a, "Foreground");
    expect(await world.names()).toEqual([]);
  });

  it("GC-54: blockOwnerDeletion has no effect in the background", async () => {
    const owner = await world.create("owner");
    await world.create("child", {
      owners: [owned(owner, { blockOwnerDeletion: true })],
      finalizers: ["example.com/wait"],
    });
    await remove(owner, "Background");
    expect(await world.names()).toEqual(["child"]);
  });

  it("GC-13: removing the blocking reference unblocks an owner's foreground deletion", async () => {
    const owner = await world.create("owner");
    await world.create("child", {
      owners: [owned(owner, { blockOwnerDeletion: true })],
      finalizers: ["example.com/wait"],
    });
    await remove(owner, "Foreground");
    await world.store.patch(
      configMaps,
      { namespace: "ns", name: "child" },
      { type: "merge", value: { metadata: { ownerReferences: [owned(owner, { blockOwnerDeletion: false })] } } },
    );
    await world.settle();
    expect(await world.names()).toEqual(["child"]);
  });

  it("GC-14: an added reference to an absent owner is verified, and the object deleted", async () => {
    await world.create("child");
    await world.store.patch(
      configMaps,
      { namespace: "ns", name: "child" },
      { type: "merge", value: { metadata: { ownerReferences: [ghost()] } } },
    );
    await world.settle();
    expect(await world.names()).toEqual([]);
  });

  it("GC-21, GC-22: an owner in another namespace counts as absent: the dependent is deleted, with an Event", async () => {
    const owner = await world.create("owner", { namespace: "other" });
    await world.create("child", { owners: [owned(owner)] });
    await world.settle();
    expect(await world.names()).toEqual(["owner"]);
    expect(await world.events()).toEqual([
      `ns OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: ns, name: owner, uid: ${owner.metadata.uid}] does not exist in namespace "ns"`,
    ]);
  });

  it("GC-22: the Event is recorded once, however often the graph is swept", async () => {
    const owner = await world.create("owner", { namespace: "other" });
    await world.create("child", { owners: [owned(owner)], finalizers: ["example.com/wait"] });
    await world.settle();
    expect(await world.events()).toHaveLength(1);
    const count = async () => {
      const { items } = await world.store.list(events);
      return (items[0] as { count?: number } | undefined)?.count ?? 1;
    };
    expect(await count()).toBe(1);
    await world.tickEverything();
    expect(await world.events()).toHaveLength(1);
    expect(await count()).toBe(1);
  });

  it("GC-21: if there is also a valid owner, only the reference to the one in another namespace is removed", async () => {
    const good = await world.create("good");
    const other = await world.create("owner", { namespace: "other" });
    await world.create("child", { owners: [owned(good), owned(other)] });
    await world.settle();
    expect((await world.get("child"))?.metadata.ownerReferences).toEqual([owned(good)]);
  });

  it("GC-21: a namespaced object may have a cluster-scoped owner, and is deleted after it", async () => {
    const owner = await world.create("owner", { kind: "PriorityClass" });
    await world.create("child", { owners: [owned(owner)] });
    await world.settle();
    expect(await world.names()).toEqual(["child"]);
    await remove(owner, "Background");
    expect(await world.names()).toEqual([]);
  });

  it("GC-21, V-GC: a cluster-scoped object with a namespaced owner is never deleted, nor retried", async () => {
    const child = await world.create("child", { kind: "PriorityClass", owners: [ghost()] });
    await world.settle();
    expect(
      (await world.store.get({ apiVersion: child.apiVersion, kind: child.kind }, { name: "child" })).metadata.uid,
    ).toBe(child.metadata.uid);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("GC-32, V-GC: a dependent of an owner of an unknown kind is not deleted, and the lookup is retried", async () => {
    await world.create("child", { owners: [ghost({ apiVersion: "example.com/v1", kind: "Widget" })] });
    await world.settle();
    expect(await world.names()).toEqual(["child"]);
    expect(world.clock.pendingTimers).toBe(1);
  });

  it("GC-7: a dependent whose reference has an unserved version of the owner's kind is kept", async () => {
    const owner = await world.create("owner");
    await world.create("child", { owners: [owned(owner, { apiVersion: "v0" })] });
    await world.settle();
    expect(await world.names()).toEqual(["child", "owner"]);
  });

  it("GC-30: a virtual owner that is created before it is verified becomes a real node", async () => {
    await world.stop();
    const owner = await world.create("z-owner");
    await world.create("a-child", { owners: [owned(owner)] });
    const reads: string[] = [];
    const real = world.store.get.bind(world.store);
    world.store.get = async (kind, key, options) => {
      reads.push(key.name);
      return real(kind, key, options);
    };
    await world.start();
    await world.settle();
    expect(await world.names()).toEqual(["a-child", "z-owner"]);
    expect(
      reads.length,
      "each object is read at most once, not once as a virtual node and once as an object",
    ).toBeLessThan(3);
  });

  it("GC-30: a node that was removed from the graph before its attempt is not looked up", async () => {
    const graph = new OwnerGraph({ attemptToDelete() {}, attemptToOrphan() {}, invalidNamespace() {} });
    const refusing = new Proxy({} as Store, {
      get: (_, name) => {
        throw new Error(`read: ${String(name)}`);
      },
    });
    const context = { store: refusing, graph, scopes: new KindScopes(refusing), queue: () => {} };
    expect(await attemptToDelete(context, ghost().uid)).toEqual({ changed: false });
  });

  it("GC-23: valid and invalid references to one UID: only the dependent with the invalid one is deleted", async () => {
    for (const order of [
      ["bad", "good"],
      ["good", "bad"],
    ]) {
      const owner = await world.create("owner");
      for (const which of order) {
        await world.create(which, { owners: [owned(owner, which === "bad" ? { name: "misspelt" } : {})] });
      }
      await world.settle();
      expect(await world.names(), order.join(", then ")).toEqual(["good", "owner"]);
      await remove(owner, "Background");
      expect(await world.names()).toEqual([]);
    }
  });

  it("GC-43: an owner added between the read and the deletion prevents the deletion", async () => {
    const saviour = await world.create("saviour");
    const child = await world.create("child", { owners: [ghost()] });
    const real = world.store.delete.bind(world.store);
    let interfered = false;
    world.store.delete = async (kind, key, options) => {
      if (!interfered) {
        interfered = true;
        await world.store.patch(
          configMaps,
          { namespace: "ns", name: "child" },
          { type: "merge", value: { metadata: { ownerReferences: [ghost(), owned(saviour)] } } },
        );
      }
      return real(kind, key, options);
    };
    await world.settle();
    expect(interfered).toBe(true);
    const now = await world.get("child");
    expect(now?.metadata.uid).toBe(child.metadata.uid);
    expect(now?.metadata.ownerReferences).toEqual([owned(saviour)]);
  });

  it("GC-43: any other write in between does not prevent it", async () => {
    await world.create("child", { owners: [ghost()] });
    const real = world.store.delete.bind(world.store);
    let interfered = false;
    world.store.delete = async (kind, key, options) => {
      if (!interfered) {
        interfered = true;
        await world.store.patch(
          configMaps,
          { namespace: "ns", name: "child" },
          { type: "merge", value: { data: { touched: "yes" } } },
        );
      }
      return real(kind, key, options);
    };
    await world.settle();
    expect(await world.names()).toEqual([]);
  });

  it("GC-1: deletes custom objects too, with owners of any kind, but not Events", async () => {
    const owner = await world.create("owner");
    await world.store.create(widgetDefinition);
    await world.settle();
    const widget = await world.store.create({
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "widget", namespace: "ns", ownerReferences: [owned(owner)] },
    });
    await world.create("child", { owners: [owned(widget)] });
    await world.store.create({
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "event", namespace: "ns", ownerReferences: [ghost()] },
      involvedObject: { kind: "ConfigMap", name: "owner", namespace: "ns" },
    } as KubernetesObject);
    await world.settle();
    expect(await world.names()).toEqual(["child", "owner"]);
    await remove(owner, "Background");
    expect(await world.names()).toEqual([]);
    expect((await world.store.list({ apiVersion: "example.com/v1", kind: "Widget" })).items).toEqual([]);
    expect((await world.store.list(events)).items).toHaveLength(1);
  });

  it("GC-6: a failing object is retried forever, with an increasing delay, and does not delay others", async () => {
    const real = world.store.delete.bind(world.store);
    let refused = 0;
    world.store.delete = async (kind, key, options) => {
      if (key.name === "refused" && refused++ < 20) throw new StoreError("Forbidden", "not now");
      return real(kind, key, options);
    };
    await world.create("refused", { owners: [ghost()] });
    await world.create("other", { owners: [ghost()] });
    await world.settle();
    expect(await world.names()).toEqual(["refused"]);
    await world.clock.advance(3 * 3_600_000);
    expect(refused).toBe(21);
    expect(await world.names()).toEqual([]);
  });

  it("CM-12: processes twenty objects at once", async () => {
    await world.stop();
    for (let count = 0; count < 30; count++) await world.create(`child-${count}`, { owners: [ghost()] });
    const real = world.store.delete.bind(world.store);
    let active = 0;
    let most = 0;
    world.store.delete = async (kind, key, options) => {
      most = Math.max(most, ++active);
      await world.clock.turn();
      active--;
      return real(kind, key, options);
    };
    await world.start();
    await world.settle();
    expect(most).toBe(20);
    expect(await world.names()).toEqual([]);
  });

  it("GC-31: ignores an object that is already being deleted", async () => {
    const child = await world.create("child", { owners: [ghost()], finalizers: ["example.com/wait"] });
    await world.settle();
    const before = await world.get("child");
    expect(before?.metadata.deletionTimestamp).toBeDefined();
    await world.store.patch(
      configMaps,
      { namespace: "ns", name: "child" },
      { type: "merge", value: { metadata: { labels: { touched: "yes" } } } },
    );
    await world.settle();
    expect((await world.get("child"))?.metadata.uid).toBe(child.metadata.uid);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("GC-40, GC-43, GC-46: deletes with the UID and resourceVersion that it read, and the default grace period", async () => {
    const seen: unknown[] = [];
    const real = world.store.delete.bind(world.store);
    world.store.delete = async (kind, key, options) => {
      seen.push(options);
      return real(kind, key, options);
    };
    const child = await world.create("child", { owners: [ghost()] });
    await world.settle();
    const { uid, resourceVersion } = child.metadata;
    expect(seen).toEqual([{ propagationPolicy: "Background", preconditions: { uid, resourceVersion } }]);
  });

  it("GC-44, GC-45: an object that another client deletes first is not retried", async () => {
    const real = world.store.delete.bind(world.store);
    world.store.delete = async (kind, key, options) => {
      await real(kind, key);
      return real(kind, key, options);
    };
    await world.create("child", { owners: [ghost()] });
    await world.settle();
    expect(await world.names()).toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("GC-61: a dependent created during the orphaning is orphaned too, or deleted if no owner is left", async () => {
    const owner = await world.create("owner", { finalizers: ["example.com/wait"] });
    await world.create("early", { owners: [owned(owner)] });
    await remove(owner, "Orphan");
    await world.create("late", { owners: [owned(owner)] });
    await strip("owner");
    expect(await world.names()).toEqual(["early"]);
  });

  it("after a restart deletes objects that lost their owner in the meantime, and completes pending deletions", async () => {
    const gone = await world.create("gone");
    await world.create("lost", { owners: [owned(gone)] });
    const foreground = await world.create("foreground");
    await world.create("blocking", { owners: [owned(foreground, { blockOwnerDeletion: true })] });
    const orphaning = await world.create("orphaning");
    await world.create("orphan", { owners: [owned(orphaning)] });
    await world.stop();
    for (const [object, policy] of [
      [gone, "Background"],
      [foreground, "Foreground"],
      [orphaning, "Orphan"],
    ] as const) {
      await remove(object, policy);
    }
    expect(await world.names()).toEqual(["blocking", "foreground", "lost", "orphan", "orphaning"]);
    await world.start();
    await world.settle();
    expect(await world.names()).toEqual(["orphan"]);
    expect((await world.get("orphan"))?.metadata.ownerReferences).toBeUndefined();
  });
});
