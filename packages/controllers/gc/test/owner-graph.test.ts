import type { OwnerReference, Stored } from "@engenho/core";
import { beforeEach, describe, expect, it } from "vitest";
import { OwnerGraph } from "../src/owner-graph.js";

describe("OwnerGraph", () => {
  let asked: string[];
  let graph: OwnerGraph;
  let version: number;

  beforeEach(() => {
    asked = [];
    version = 0;
    graph = new OwnerGraph({
      attemptToDelete: (node) => asked.push(`delete ${node.identity.uid}`),
      attemptToOrphan: (node) => asked.push(`orphan ${node.identity.uid}`),
      invalidNamespace: (dependent, ownerUid) => asked.push(`invalid ${dependent.identity.uid}->${ownerUid}`),
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
    const taken = asked;
    asked = [];
    return taken;
  }

  const deleting = { deletionTimestamp: "2025-01-01T00:00:00Z" };

  it("GC-10, GC-11: links an object to its owners by UID", () => {
    graph.observe(object("owner"));
    graph.observe(object("child", ["owner"]));
    expect([...(graph.node("owner")?.dependents ?? [])].map((node) => node.identity.uid)).toEqual(["child"]);
    expect(take()).toEqual([]);
  });

  it("GC-12: an owner nobody has seen becomes a virtual node in the dependent's namespace, to be verified", () => {
    graph.observe(object("child", ["owner"]));
    expect(graph.node("owner")).toMatchObject({ virtual: true, identity: { name: "owner", namespace: "ns" } });
    expect(take()).toEqual(["delete owner"]);
  });

  it("GC-17: the first event of a virtual node makes it real, and corrects what was guessed", () => {
    graph.observe(object("good", ["owner"]));
    graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    take();
    graph.observe(object("owner", [], { name: "owner" }));
    expect(graph.node("owner")).toMatchObject({ virtual: false, identity: { name: "owner", namespace: "ns" } });
    expect(take()).toEqual([]);
  });

  it("GC-17, GC-22: dependents that disagree with what the owner turned out to be are looked at, and told of", () => {
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    graph.observe(object("good", ["owner"]));
    take();
    graph.observe(object("owner"));
    expect(take()).toEqual(["invalid elsewhere->owner", "delete elsewhere"]);
  });

  it("GC-13: taking away or unblocking a blocking reference has the owner looked at", () => {
    for (const next of [[], [reference("owner", { blockOwnerDeletion: false })]]) {
      graph.observe(object("owner"));
      graph.observe(object("child", [reference("owner", { blockOwnerDeletion: true })]));
      graph.observe(object("child", next));
      expect(take()).toEqual(["delete owner"]);
    }
    graph.observe(object("child", [reference("owner", { blockOwnerDeletion: true })]));
    expect(take(), "blocking more frees nobody").toEqual([]);
  });

  it("GC-14: adding a reference to a present owner queues nothing; to an absent one, the owner", () => {
    graph.observe(object("owner"));
    graph.observe(object("child"));
    graph.observe(object("child", ["owner"]));
    expect(take()).toEqual([]);
    graph.observe(object("child", ["owner", "ghost"]));
    expect(take()).toEqual(["delete ghost"]);
  });

  it("GC-15: begins to wait for dependents once, when the timestamp and the finalizer are both there", () => {
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

  it("GC-15: an orphan finalizer asks for orphaning and nothing else", () => {
    graph.observe(object("child", ["owner"]));
    take();
    graph.observe(object("owner", [], { ...deleting, finalizers: ["orphan", "foregroundDeletion"] }));
    expect(take()).toEqual(["orphan owner"]);
  });

  it("GC-16: a removed object has its dependents looked at, and every owner that waits for it", () => {
    graph.observe(object("owner", [], { ...deleting, finalizers: ["foregroundDeletion"] }));
    graph.observe(object("middle", ["owner"]));
    graph.observe(object("child", ["middle"]));
    take();
    graph.remove("middle");
    expect(take()).toEqual(["delete child", "delete owner"]);
    expect(graph.node("middle")).toBeUndefined();
    expect(graph.node("owner")?.dependents.size).toBe(0);
  });

  it("GC-18: remembers removed owners as absent, 500 at most", () => {
    graph.observe(object("owner"));
    graph.observe(object("child", ["owner"]));
    const { identity } = graph.node("owner") as NonNullable<ReturnType<typeof graph.node>>;
    graph.remove("owner");
    expect(graph.absentOwners.has(identity)).toBe(true);
    for (let number = 0; number < 500; number++) graph.absentOwners.add({ ...identity, uid: `other-${number}` });
    expect(graph.absentOwners.has(identity)).toBe(false);
  });

  it("GC-20: a dependent whose reference does not fit the owner that is known is looked at", () => {
    graph.observe(object("owner"));
    graph.observe(object("fits", ["owner"]));
    expect(take()).toEqual([]);
    graph.observe(object("misspelt", [reference("owner", { name: "other" })]));
    expect(take()).toEqual(["delete misspelt"]);
    graph.observe(object("elsewhere", ["owner"], { namespace: "other" }));
    expect(take()).toEqual(["invalid elsewhere->owner", "delete elsewhere"]);
  });

  it("GC-20: a namespaced dependent of a virtual owner without namespace is looked at", () => {
    graph.observe(object("cluster-scoped", ["owner"], { namespace: undefined }));
    take();
    graph.observe(object("namespaced", ["owner"]));
    expect(take()).toEqual(["delete namespaced"]);
  });

  describe("GC-23: what a live read did not find", () => {
    it("removes a virtual node that all dependents agree on", () => {
      graph.observe(object("child", ["ghost"]));
      const { identity } = graph.node("ghost") as NonNullable<ReturnType<typeof graph.node>>;
      take();
      expect(graph.removeAbsent(identity)).toBe(false);
      expect(graph.node("ghost")).toBeUndefined();
      expect(take()).toEqual(["delete child"]);
    });

    it("keeps a virtual node that others know by another identity, and goes on with that one", () => {
      graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
      graph.observe(object("good", ["owner"]));
      const absent = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "misspelt", uid: "owner" };
      take();
      expect(graph.removeAbsent(absent)).toBe(true);
      expect(take()).toEqual(["delete bad"]);
      expect(graph.node("owner")?.identity.name).toBe("owner");
    });

    it("keeps a node that was seen under another identity, and releases those who meant the absent one", () => {
      graph.observe(object("owner"));
      graph.observe(object("bad", [reference("owner", { name: "misspelt" })]));
      take();
      const absent = { apiVersion: "v1", kind: "ConfigMap", namespace: "ns", name: "misspelt", uid: "owner" };
      expect(graph.removeAbsent(absent)).toBe(false);
      expect(graph.node("owner")).toBeDefined();
      expect(take()).toEqual(["delete bad"]);
    });
  });

  it("takes no notice of an event that is older than what it knows", () => {
    const old = object("child", ["owner"]);
    graph.observe(object("owner"));
    graph.observe(object("child"));
    graph.observe(old);
    expect(graph.node("child")?.owners).toEqual([]);
  });

  it("a sweep removes what was not met, verifies the unseen, and asks again for what is under way", () => {
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
