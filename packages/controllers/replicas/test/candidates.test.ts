import {
  controllerReference,
  type KubernetesObject,
  type ListOptions,
  type Pod,
  SelectorMemo,
  type Store,
  type Stored,
} from "@engenho/core";
import { describe, expect, it } from "vitest";
import { joinCandidates, orphanPods, ownedPods, relatedPods } from "../src/candidates.js";
import { replicaSetKind, storedPod, storedReplicaSet } from "./objects.js";

/** A source whose store answers lists as scripted, and records them. */
function sourceOf(answer: (kind: string, options: ListOptions) => readonly Stored<KubernetesObject>[]) {
  const asked: string[] = [];
  const list = async (kind: { readonly kind: string }, options: ListOptions) => {
    asked.push(`${kind.kind} ${Object.keys(options).sort().join(" ")}`);
    return { items: answer(kind.kind, options), resourceVersion: "1" };
  };
  return {
    asked,
    source: { store: { list } as Store, kind: replicaSetKind, selectors: new SelectorMemo() },
  };
}

const web = storedReplicaSet("web");

/** The candidates, listed one after the other as in a reconcile. */
async function candidatePods(...args: Parameters<typeof ownedPods>): Promise<readonly Stored<Pod>[]> {
  const [owned, orphans] = [await ownedPods(...args), await orphanPods(...args)];
  return joinCandidates(owned, orphans);
}

describe("candidates", () => {
  it("RS-28: lists the pods with its owner reference and the orphans it selects, never the whole namespace", async () => {
    const { source, asked } = sourceOf((_kind, options) =>
      options.ownerUid === undefined
        ? [storedPod("b"), storedPod("a", { owner: web })]
        : [storedPod("a", { owner: web })],
    );
    const candidates = await candidatePods(source, web);
    expect(candidates.map((pod) => pod.metadata.name)).toEqual(["a", "b"]);
    expect(asked).toEqual(["Pod namespace ownerUid", "Pod labelSelector namespace uncontrolled"]);
  });

  it("RS-28: a pod that is adopted between the two lists is counted once, as owned", async () => {
    const { source } = sourceOf((_kind, options) =>
      options.ownerUid === undefined ? [storedPod("a")] : [storedPod("a", { owner: web, resourceVersion: "2" })],
    );
    const candidates = await candidatePods(source, web);
    expect(candidates.map((pod) => pod.metadata.resourceVersion)).toEqual(["2"]);
  });

  it("RS-30: does not list orphans while the owner is being deleted", async () => {
    const { source, asked } = sourceOf(() => []);
    await candidatePods(source, storedReplicaSet("web", { metadata: { deletionTimestamp: "2025-01-01T00:00:00Z" } }));
    expect(asked).toEqual(["Pod namespace ownerUid"]);
  });

  it("RS-28: without a selector nothing is selected", async () => {
    const { source, asked } = sourceOf(() => []);
    const { spec: _spec, ...bare } = web;
    await candidatePods(source, bare);
    expect(asked).toEqual(["Pod namespace ownerUid"]);
  });
});

describe("relatedPods", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d", uid: "d-uid" } };
  const ownerReferences = [controllerReference(deployment)];
  const sibling = (name: string, shape: Parameters<typeof storedReplicaSet>[1] = {}) =>
    storedReplicaSet(name, { metadata: { ownerReferences }, ...shape });

  it("RS-47: none without a controller, and nothing is read", async () => {
    const { source, asked } = sourceOf(() => []);
    expect(await relatedPods(source, web)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("none for a kind that does not count siblings, and nothing is read", async () => {
    const { source, asked } = sourceOf(() => []);
    const kind = { ...source.kind, countsSiblings: false };
    expect(await relatedPods({ ...source, kind }, sibling("one"))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("RS-47: the pods that the siblings select, whatever their owner, each once", async () => {
    const pods = { one: ["a", "b"], two: ["b", "c"] };
    const { source, asked } = sourceOf((kind, options) => {
      if (kind === "ReplicaSet") return [sibling("one"), sibling("two")];
      const app = options.labelSelector?.matchLabels?.app as keyof typeof pods;
      return pods[app].map((name) => storedPod(name, name === "c" ? { owner: web } : {}));
    });
    const related = await relatedPods(source, sibling("one"));
    expect(related.map((pod) => pod.metadata.name)).toEqual(["a", "b", "c"]);
    expect(asked).toEqual(["ReplicaSet ownerUid", "Pod labelSelector namespace", "Pod labelSelector namespace"]);
  });

  it("RS-47: siblings share the controller, not just an owner, and an invalid selector selects nothing", async () => {
    const { controller: _controller, ...mere } = controllerReference(deployment);
    const odd = sibling("odd");
    const selector = { matchExpressions: [{ key: "app", operator: "Like" }] };
    const { source, asked } = sourceOf((kind) =>
      kind === "ReplicaSet"
        ? [
            sibling("friend", { metadata: { ownerReferences: [mere] } }),
            { ...odd, spec: { ...odd.spec, selector } } as never,
          ]
        : [],
    );
    expect(await relatedPods(source, sibling("one"))).toEqual([]);
    expect(asked).toEqual(["ReplicaSet ownerUid"]);
  });

  it("RS-47: a sibling selects pods in its own namespace", async () => {
    const asked: (string | undefined)[] = [];
    const { source } = sourceOf((kind, options) => {
      if (kind === "ReplicaSet") return [sibling("far", { metadata: { ownerReferences, namespace: "far" } })];
      asked.push(options.namespace);
      return [];
    });
    await relatedPods(source, sibling("one"));
    expect(asked).toEqual(["far"]);
  });
});
