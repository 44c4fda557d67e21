import { type Pod, type Stored, StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../support/open-registry.js";

type Spec = NonNullable<Pod["spec"]>;

const toleration = { key: "a", operator: "Exists", effect: "NoExecute" };

async function open(spec: object = {}) {
  const { store } = openRegistry();
  const containers = [{ name: "main", image: "app:1" }];
  const pod = await store.create<Pod>({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "ns" },
    spec: { containers, ...spec },
  } as Pod);
  return { store, pod };
}

function withSpec(pod: Stored<Pod>, change: (spec: Spec) => object): Stored<Pod> {
  return { ...pod, spec: { ...pod.spec, ...change(pod.spec as Spec) } } as Stored<Pod>;
}

const image = (to: string) => (spec: Spec) => ({ containers: spec.containers.map((each) => ({ ...each, image: to })) });

describe("a change of a Pod's spec", () => {
  it.each<[string, object, (spec: Spec) => object]>([
    ["another image", {}, image("app:2")],
    ["a deadline", {}, () => ({ activeDeadlineSeconds: 10 })],
    ["a shorter deadline", { activeDeadlineSeconds: 10 }, () => ({ activeDeadlineSeconds: 5 })],
    ["a further toleration", {}, (spec) => ({ tolerations: [...(spec.tolerations ?? []), toleration] })],
    [
      "a scheduling gate less",
      { schedulingGates: [{ name: "a" }, { name: "b" }] },
      () => ({ schedulingGates: [{ name: "b" }] }),
    ],
  ])("AP-44: may be %s", async (_, before, change) => {
    const { store, pod } = await open(before);
    const after = await store.update(withSpec(pod, change));
    expect(after.spec).toMatchObject(change(pod.spec as Spec));
  });

  it.each<[string, object, (spec: Spec) => object, string]>([
    ["a node selector", {}, () => ({ nodeSelector: { a: "b" } }), "pod updates may not change fields other than"],
    [
      "a command",
      {},
      (spec) => ({ containers: spec.containers.map((each) => ({ ...each, command: ["sh"] })) }),
      "pod updates may not change fields other than",
    ],
    [
      "a further container",
      {},
      (spec) => ({ containers: [...spec.containers, { ...spec.containers[0], name: "b" }] }),
      "pod updates may not add or remove containers",
    ],
    [
      "a longer deadline",
      { activeDeadlineSeconds: 5 },
      () => ({ activeDeadlineSeconds: 10 }),
      "must be less than or equal to previous value",
    ],
    [
      "a toleration less",
      { tolerations: [toleration] },
      () => ({ tolerations: [] }),
      "existing toleration can not be modified",
    ],
    [
      "a further scheduling gate",
      { schedulingGates: [{ name: "a" }] },
      () => ({ schedulingGates: [{ name: "a" }, { name: "b" }] }),
      "only deletion is allowed",
    ],
    [
      "a grace period that was not negative",
      {},
      () => ({ terminationGracePeriodSeconds: 1 }),
      "pod updates may not change fields other than",
    ],
  ])("AP-44: may not be %s", async (_, before, change, words) => {
    const { store, pod } = await open(before);
    const error = await store.update(withSpec(pod, change)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: "Invalid", message: expect.stringContaining(words) });
    expect(
      (await store.get({ apiVersion: "v1", kind: "Pod", namespace: "ns", name: "web" })).metadata.resourceVersion,
    ).toBe(pod.metadata.resourceVersion);
  });
});
