import { describe, expect, it } from "vitest";
import { claimDependents, compileLabelSelector, type Pod, pods, type Stored, StoreError } from "../../src/index.js";
import { type StoredMetadata, storedObject } from "../../src/testing/index.js";
import { RecordingStore } from "../recording-store.js";

const owner: Stored = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "web", namespace: "ns", uid: "rs-uid", resourceVersion: "1" },
};
const deletingOwner: Stored = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: "2025-01-01T00:00:00Z" } };
const stranger: Stored = { ...owner, metadata: { ...owner.metadata, name: "other", uid: "other-uid" } };
const selector = compileLabelSelector({ matchLabels: { app: "web" } });

interface PodShape extends StoredMetadata {
  readonly app?: string;
}

function pod(name: string, { app = "web", ...metadata }: PodShape = {}): Stored<Pod> {
  return storedObject<Pod>(pods, name, { labels: { app }, ...metadata });
}

function recordingStore(): RecordingStore {
  const recording = new RecordingStore();
  recording.onGet = () => owner;
  return recording;
}

const adoption = (name: string) => ({
  verb: "patch",
  reference: { apiVersion: "v1", kind: "Pod", namespace: "ns", name },
  patch: {
    type: "strategic",
    value: {
      metadata: {
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "ReplicaSet",
            name: "web",
            uid: "rs-uid",
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
        uid: `uid-${name}`,
      },
    },
  },
});
const liberation = (name: string) => ({
  verb: "patch",
  reference: { apiVersion: "v1", kind: "Pod", namespace: "ns", name },
  patch: {
    type: "strategic",
    value: { metadata: { uid: `uid-${name}`, ownerReferences: [{ $patch: "delete", uid: "rs-uid" }] } },
  },
});

describe("claimDependents", () => {
  const ours = { controller: owner };
  const rows: [name: string, owner: Stored, pod: Stored<Pod>, claimed: boolean, writes: unknown[]][] = [
    ["controlled and selected: kept", owner, pod("p", ours), true, []],
    ["controlled and not selected: released", owner, pod("p", { ...ours, app: "x" }), false, [liberation("p")]],
    ["controlled by another and selected: ignored", owner, pod("p", { controller: stranger }), false, []],
    ["an orphan, selected: adopted", owner, pod("p"), true, [adoption("p")]],
    ["an orphan, not selected: ignored", owner, pod("p", { app: "x" }), false, []],
    ["an orphan, selected, being deleted: ignored", owner, pod("p", { deleting: true }), false, []],
    ["an orphan, selected, in another namespace: ignored", owner, pod("p", { namespace: "elsewhere" }), false, []],
    ["owner being deleted, controlled and selected: kept", deletingOwner, pod("p", ours), true, []],
    [
      "owner being deleted, controlled and not selected: neither released nor claimed",
      deletingOwner,
      pod("p", { ...ours, app: "x" }),
      false,
      [],
    ],
    ["owner being deleted, an orphan, selected: ignored", deletingOwner, pod("p"), false, []],
  ];
  it.each(rows)("V-ADOPT, RS-30: %s", async (_name, claimant, candidate, claimed, writes) => {
    const recording = recordingStore();
    const result = await claimDependents({
      store: recording.store,
      owner: claimant,
      selector,
      candidates: [candidate],
    });
    expect(result.claimed.map((each) => each.metadata.name)).toEqual(claimed ? ["p"] : []);
    expect(recording.writes).toEqual(writes);
    expect(result.changed).toBe(writes.length > 0);
  });

  it("V-ADOPT, RS-30: a pod without labels is not selected", async () => {
    const recording = recordingStore();
    const { labels: _labels, ...metadata } = pod("p").metadata;
    const candidates = [{ ...pod("p"), metadata }, pod("q"), { ...pod("r"), metadata: { ...metadata, name: "r" } }];
    const { claimed } = await claimDependents({ store: recording.store, owner, selector, candidates });
    expect(claimed.map((each) => each.metadata.name)).toEqual(["q"]);
  });

  it("RS-31: reads the owner live once, only before the first adoption", async () => {
    const recording = recordingStore();
    await claimDependents({ store: recording.store, owner, selector, candidates: [pod("kept", ours)] });
    expect(recording.gets).toEqual([]);
    await claimDependents({ store: recording.store, owner, selector, candidates: [pod("a"), pod("b"), pod("c")] });
    expect(recording.gets).toEqual([
      {
        reference: { apiVersion: "apps/v1", kind: "ReplicaSet", namespace: "ns", name: "web" },
        options: { live: true },
      },
    ]);
  });

  const gone = { ...owner, metadata: { ...owner.metadata, uid: "new-uid" } };
  it.each([
    [
      "another UID",
      () => gone,
      "can't adopt Pod ns/p (uid-p): can't recheck DeletionTimestamp: original ReplicaSet ns/web is gone: got uid new-uid, wanted rs-uid",
    ],
    [
      "a deletionTimestamp",
      () => deletingOwner,
      "can't adopt Pod ns/p (uid-p): ns/web has just been deleted at 2025-01-01T00:00:00Z",
    ],
    [
      "no owner",
      () => {
        throw new StoreError("NotFound", 'replicasets.apps "web" not found');
      },
      `can't adopt Pod ns/p (uid-p): can't recheck DeletionTimestamp: replicasets.apps "web" not found`,
    ],
  ])("RS-31: adopts nothing when the live read shows %s", async (_name, onGet, message) => {
    const recording = recordingStore();
    recording.onGet = onGet;
    const claim = claimDependents({ store: recording.store, owner, selector, candidates: [pod("p")] });
    await expect(claim).rejects.toThrow(message);
    expect(recording.writes).toEqual([]);
    expect(recording.gets).toHaveLength(1);
  });

  it("RS-31: a failed check fails every adoption, but not the releases", async () => {
    const recording = recordingStore();
    recording.onGet = () => deletingOwner;
    const candidates = [pod("a"), pod("b"), pod("c", { controller: owner, app: "x" })];
    const error: unknown = await claimDependents({ store: recording.store, owner, selector, candidates }).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map((each: Error) => each.message.slice(0, 30))).toEqual([
      "can't adopt Pod ns/a (uid-a): ",
      "can't adopt Pod ns/b (uid-b): ",
    ]);
    expect(recording.gets).toHaveLength(1);
    expect(recording.writes).toEqual([liberation("c")]);
  });

  it.each(["NotFound", "Invalid"] as const)("RS-33: %s while releasing counts as released", async (code) => {
    const recording = recordingStore();
    recording.onWrite = () => {
      throw new StoreError(code, "no");
    };
    const result = await claimDependents({
      store: recording.store,
      owner,
      selector,
      candidates: [pod("p", { ...ours, app: "x" })],
    });
    expect(result.claimed).toEqual([]);
  });

  it("RS-30: a dependent that is NotFound while adopting is skipped without an error", async () => {
    const recording = recordingStore();
    recording.onWrite = (write) => {
      if (write.verb === "patch" && write.reference.name === "b") throw new StoreError("NotFound", "gone");
    };
    const { claimed } = await claimDependents({
      store: recording.store,
      owner,
      selector,
      candidates: [pod("a"), pod("b"), pod("c")],
    });
    expect(claimed.map((each) => each.metadata.name)).toEqual(["a", "c"]);
  });

  it("RS-34: all candidates are processed, then the errors are thrown together; a single one as it is", async () => {
    const recording = recordingStore();
    const refused = new Map([
      ["a", new StoreError("Conflict", "first")],
      ["c", new StoreError("Forbidden", "second")],
    ]);
    recording.onWrite = (write) => {
      const error = write.verb === "patch" ? refused.get(write.reference.name) : undefined;
      if (error !== undefined) throw error;
    };
    const candidates = [pod("a"), pod("b"), pod("c", { ...ours, app: "x" }), pod("d")];
    const several = claimDependents({ store: recording.store, owner, selector, candidates });
    await expect(several).rejects.toThrow("[first, second]");
    expect(recording.writes).toHaveLength(4);
    const one = claimDependents({ store: recording.store, owner, selector, candidates: [pod("a")] });
    await expect(one).rejects.toBe(refused.get("a"));
  });

  it("RS-30: returns the claimed in the order of the candidates, adopted ones as updated", async () => {
    const recording = recordingStore();
    const candidates = [pod("a"), pod("b", ours), pod("c")];
    const { claimed } = await claimDependents({ store: recording.store, owner, selector, candidates });
    expect(claimed.map((each) => [each.metadata.name, each.metadata.resourceVersion])).toEqual([
      ["a", "2"],
      ["b", "1"],
      ["c", "2"],
    ]);
  });

  it("DEP-12: claims ReplicaSets for a Deployment in the same way", async () => {
    const recording = new RecordingStore();
    const deployment: Stored = {
      ...owner,
      kind: "Deployment",
      metadata: { ...owner.metadata, name: "d", uid: "d-uid" },
    };
    recording.onGet = () => ({ ...deployment, metadata: { ...deployment.metadata, uid: "new-uid" } });
    const replicaSet: Stored = { ...owner, metadata: { ...owner.metadata, labels: { app: "web" } } };
    const claim = claimDependents({ store: recording.store, owner: deployment, selector, candidates: [replicaSet] });
    await expect(claim).rejects.toThrow(
      "can't adopt ReplicaSet ns/web (rs-uid): can't recheck DeletionTimestamp: original Deployment ns/d is gone: got uid new-uid, wanted d-uid",
    );
  });
});
