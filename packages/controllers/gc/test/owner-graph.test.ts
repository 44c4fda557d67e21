import type { OwnerReference, Stored } from "@engenho/core";
import { beforeEach, describe, expect, it } from "vitest";
import { OwnerGraph } from "../src/owner-graph.js";

describe("OwnerGraph", () => {
  let pendingKeys: string[];
  let graph: OwnerGraph;
  let version: number;

  beforeEach(() => {
    pendingKeys = [];
    version = 0;
    graph = new OwnerGraph({
      attemptToDelete: (node) => pendingKeys.push(`delete ${node.identity.uid}`),
      attemptToOrphan: (node) => pendingKeys.push(`orphan ${node.identity.uid}`),
      invalidNamespace: (dependent, ownerUid) => pendingKeys.push(`invalid ${dependent.identity.uid}->${ownerUid}`),
    });
  });

  const reference = (uid: string, changes: Partial<OwnerReference> = {}): OwnerReference => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    name: uid,
    uid,
    ...changes,
  });

  function object(uid: string, owners: readonly (string | OwnerReference)[] = [], metadata: object = {}): Stored {
    const ownerReferences = owners.map((owner) => (typeof owner === "string" ? reference(owner) : owner));
    return {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: uid, namespace: "ns", uid, resourceVersion: String(++version), ownerReferences, ...metadata },
    };
  }

  function take(): string[] {
    const taken = pendingKeys;
    pendingKeys = [];
    return taken;
  }

  const deleting = { deletionTimestamp: "2025-01-01T00:00:00Z" };

  it("GC-10, GC-11: links an object to its owners by UID", () => {
    graph.observe(object("owner"));
    graph.observe(object("child", ["owner"]));
    expect([...(graph.node("owner")?.dependents ?? [])].map((node) => node.identity.uid)).toEqual(["child"]);
    expect(take()).toEqual([]);
  });

  it("GC-12: an unobserved owner becomes a virtual node in the dependent's namespace, to be verified", () => {
    graph.observe(object("child", ["owner"]));
    expect(graph.node("owner")).toMatchObject({ virtual: true, identity: { name: "owner", namespace: "ns" } });
    expect(take()).toEqual(["delete owner"]);
  });

  it("GC-17: the first event of a virtual node makes it real, and corrects its identity", () => {
    graph.observe(object("good", ["owner"]));
    graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    take();
    graph.observe(object("owner", [], { name: "owner" }));
    expect(graph.node("owner")).toMatchObject({ virtual: false, identity: { name: "owner", namespace: "ns" } });
    expect(take()).toEqual([]);
  });

  it("GC-17, GC-22: dependents that do not match the observed owner are enqueued, and reported", () => {
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    graph.observe(object("good", ["owner"]));
    take();
    graph.observe(object("owner"));
    expect(take()).toEqual(["invalid elsewhere->owner", "delete elsewhere"]);
  });

  it("GC-13: removing or unblocking a blocking reference enqueues the owner", () => {
    for (const next of [[], [reference("owner", { blockOwnerDeletion: false })]]) {
      graph.observe(object("owner"));
      graph.observe(object("child", [reference("owner", { blockOwnerDeletion: true })]));
      graph.observe(object("child", next));
      expect(take()).toEqual(["delete owner"]);
    }
    graph.observe(object("child", [reference("owner", { blockOwnerDeletion: true })]));
    expect(take(), "adding a block enqueues nothing").toEqual([]);
  });

  it("GC-14: adding a reference to an existing owner enqueues nothing; to an absent one, the owner", () => {
    graph.observe(object("owner"));
    graph.observe(object("child"));
    graph.observe(object("child", ["owner"]));
    expect(take()).toEqual([]);
    graph.observe(object("child", ["owner", "ghost"]));
    expect(take()).toEqual(["delete ghost"]);
  });

  it("GC-15: starts a foreground deletion once, when both deletionTimestamp and finalizer are set", () => {
    const steps: [object, string[]][] = [
      [{ finalizers: ["foregroundDeletion"] }, []],
      [{ ...deleting, finalizers: ["foregroundDeletion"] }, ["delete child", "delete owner"]],
      [{ ...deleting, finalizers: ["foregroundDeletion"], labels: { a: "b" } }, []],
    ];
    let previous = object("owner");
    graph.observe(previous);
    graph.observe(object("child", ["owner"]));
    for (const [metadata, expected] of steps) {
      const next = object("owner", [], metadata);
      graph.observe(next, previous);
      expect(take(), JSON.stringify(metadata)).toEqual(expected);
      previous = next;
    }
    expect(graph.node("owner")?.deletingDependents).toBe(true);
  });

  it("GC-15: an orphan finalizer enqueues the orphaning and nothing else", () => {
    graph.observe(object("child", ["owner"]));
    take();
    graph.observe(object("owner", [], { ...deleting, finalizers: ["orphan", "foregroundDeletion"] }));
    expect(take()).toEqual(["orphan owner"]);
  });

  it("GC-16: removing an object enqueues its dependents, and every owner that waits for it", () => {
    graph.observe(object("owner", [], { ...deleting, finalizers: ["foregroundDeletion"] }));
    graph.observe(object("middle", ["owner"]));
    graph.observe(object("child", ["middle"]));
    take();
    graph.remove("middle");
    expect(take()).toEqual(["delete child", "delete owner"]);
    expect(graph.node("middle")).toBeUndefined();
    expect(graph.node("owner")?.dependents.size).toBe(0);
  });

  it("GC-18: remembers at most 500 removed owners as absent", () => {
    graph.observe(object("owner"));
    graph.observe(object("child", ["owner"]));
    const { identity } = graph.node("owner") as NonNullable<ReturnType<typeof graph.node>>;
    graph.remove("owner");
    expect(graph.absentOwners.has(identity)).toBe(true);
    for (let number = 0; number < 500; number++) graph.absentOwners.add({ ...identity, uid: `other-${number}` });
    expect(graph.absentOwners.has(identity)).toBe(false);
  });

  it("GC-20: a dependent whose reference does not match the known owner is enqueued", () => {
    graph.observe(object("owner"));
    graph.observe(object("fits", ["owner"]));
    expect(take()).toEqual([]);
    graph.observe(object("misspelt", [reference("owner", { name: "other" })]));
    expect(take()).toEqual(["delete misspelt"]);
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    expect(take()).toEqual(["invalid elsewhere->owner", "delete elsewhere"]);
  });

  it("GC-20: a namespaced dependent of a virtual owner without namespace is enqueued", () => {
    graph.observe(object("cluster-scoped", ["owner"], { namespace: undefined }));
    take();
    graph.observe(object("namespaced", ["owner"]));
    expect(take()).toEqual(["delete namespaced"]);
  });

  describe("GC-23: an identity that a live read did not find", () => {
    it("removes a virtual node if the identity matches all dependents", () => {
      graph.observe(object("child", ["ghost"]));
      const { identity } = graph.node("ghost") as NonNullable<ReturnType<typeof graph.node>>;
      take();
      expect(graph.removeAbsent(identity)).toBe(false);
      expect(graph.node("ghost")).toBeUndefined();
      expect(take()).toEqual(["delete child"]);
    });

    it("keeps a virtual node if dependents have another identity for it, and continues with that", () => {
      graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
      graph.observe(object("good", ["owner"]));
      const absent = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "misspelt", uid: "owner" };
      take();
      expect(graph.removeAbsent(absent)).toBe(true);
      expect(take()).toEqual(["delete bad"]);
      expect(graph.node("owner")?.identity.name).toBe("owner");
    });

    it("keeps a node observed with another identity, and enqueues the dependents of the absent one", () => {
      graph.observe(object("owner"));
      graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
      take();
      const absent = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "misspelt", uid: "owner" };
      expect(graph.removeAbsent(absent)).toBe(false);
      expect(graph.node("owner")).toBeDefined();
      expect(take()).toEqual(["delete bad"]);
    });
  });

  it("ignores events older than the node's version", () => {
    const old = object("child", ["owner"]);
    graph.observe(object("owner"));
    graph.observe(object("child"));
    graph.observe(old);
    expect(graph.node("child")?.owners).toEqual([]);
  });

  it("a sweep removes nodes that were not in it, verifies virtual ones, and enqueues pending work again", () => {
    graph.observe(object("gone"));
    graph.observe(object("lost", ["gone"]));
    graph.observe(object("child", ["ghost"]));
    const waiting = object("waiting", [], { ...deleting, finalizers: ["foregroundDeletion"] });
    graph.observe(waiting);
    const lost = object("lost", ["gone"]);
    const child = object("child", ["ghost"]);
    take();
    graph.beginSweep();
    for (const met of [lost, child, waiting]) graph.sweep(met);
    expect([...graph.endSweep(version)]).toEqual([]);
    expect(take()).toEqual(["delete waiting", "delete lost", "delete ghost"]);
    expect(graph.node("gone")).toBeUndefined();
  });
});
