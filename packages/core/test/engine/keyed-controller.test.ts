import { describe, expect, it } from "vitest";
import {
  createKeyedController,
  defineKind,
  deployments,
  everyKind,
  type KeyedControllerOptions,
  type KubernetesObject,
  type LabelSelector,
  nodes,
  pods,
  type Store,
  type Stored,
  type WatchEvent,
} from "../../src/index.js";
import { added, deleted, FakeClock, RecordingLogger, storedObject } from "../../src/testing/index.js";

const signal = new AbortController().signal;
const unchanged = { changed: false };

interface Website extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
}
const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind: "Website" });

const changes = (...events: WatchEvent[]) => ({ type: "changes" as const, changes: events });
const everything = { type: "everything" as const, reason: "start" as const };

const shop: Stored<Website> = {
  ...storedObject(websites, "shop"),
  spec: { selector: { matchLabels: { app: "shop" } } },
};
const blog: Stored<Website> = { ...storedObject(websites, "blog"), spec: { selector: {} } };
const owned = (kind: string) => ({
  ownerReferences: [{ apiVersion: "example.com/v1", kind, name: "shop", uid: "uid-shop", controller: true }],
});

/** A controller over a store that lists these objects, and the keys that were reconciled. */
function world(options: Partial<KeyedControllerOptions<Website>> = {}, listed: readonly Stored[] = [shop, blog]) {
  const seen: string[] = [];
  const logger = new RecordingLogger();
  const store = {
    get: async () => shop,
    list: async () => ({ items: listed, resourceVersion: "1" }),
  } as Partial<Store> as Store;
  const controller = createKeyedController<Website, readonly KubernetesObject[]>({
    name: "websites",
    store,
    for: websites,
    reconcile: async (key) => {
      seen.push(key);
      return unchanged;
    },
    clock: new FakeClock(),
    logger,
    ...options,
  });
  const tick = async (...events: WatchEvent[]) => {
    seen.length = 0;
    await controller.tick(changes(...events), signal);
    return [...seen];
  };
  return { controller, seen, tick, logger };
}

describe("createKeyedController", () => {
  it("watches the kinds of for, owns and watches, in their groups", () => {
    const { kinds } = world({
      owns: [{ kind: deployments }],
      watches: [{ kind: pods, keysOf: () => [] }] as never,
    }).controller;
    expect(kinds.matches(websites)).toBe(true);
    expect(kinds.matches({ apiVersion: "example.com/v2", kind: "Website" })).toBe(true);
    expect(kinds.matches({ apiVersion: "apps/v1", kind: "Deployment" })).toBe(true);
    expect(kinds.matches({ apiVersion: "v1", kind: "Pod" })).toBe(true);
    expect(kinds.matches({ apiVersion: "metrics.k8s.io/v1", kind: "Pod" })).toBe(false);
    expect(kinds.matches({ apiVersion: "v1", kind: "Deployment" })).toBe(false);
  });

  it("watches every kind with everyKind", () => {
    const { kinds } = world({ watches: [{ kind: everyKind, keysOf: () => [] }] as never }).controller;
    expect(kinds.kinds).toBeUndefined();
  });

  it("CM-1: reconciles objects of `for` in every version of the group, and all of them in a tick of everything", async () => {
    const { tick, controller, seen } = world();
    expect(await tick(added(shop))).toEqual(["ns/shop"]);
    expect(await tick(added({ ...shop, apiVersion: "example.com/v2" }))).toEqual(["ns/shop"]);
    expect(await tick(added({ ...shop, apiVersion: "example.org/v1" }))).toEqual([]);
    seen.length = 0;
    await controller.tick(everything, signal);
    expect(seen).toEqual(["ns/shop", "ns/blog"]);
  });

  it("reconciles a deleted object once more, and drops its requeue", async () => {
    const { controller, tick } = world({ reconcile: async () => ({ changed: false, requeueAfterMs: 60_000 }) });
    await tick(added(shop));
    expect(controller.delayedKeys).toBe(1);
    const after = world();
    expect(await after.tick(deleted(shop))).toEqual(["ns/shop"]);
    expect(after.controller.delayedKeys).toBe(0);
  });

  it("enqueues only what `when` and `isWanted` accept", async () => {
    const { controller, tick, seen } = world({
      for: {
        kind: websites,
        when: ({ type }) => type !== "DELETED",
        isWanted: ({ spec }) => spec?.selector?.matchLabels !== undefined,
      },
    });
    expect(await tick(deleted(shop), added(blog))).toEqual(["ns/blog"]);
    seen.length = 0;
    await controller.tick(everything, signal);
    expect(seen).toEqual(["ns/shop"]);
  });

  describe("with dependents", () => {
    const owns = [{ kind: pods, selectorOf: (website: Website) => website.spec?.selector }];
    const pod = (metadata: object) => storedObject(pods, "p", metadata);

    it("RS-7: a dependent enqueues its controller of that kind, and no other", async () => {
      const { tick } = world({ owns });
      expect(await tick(added(pod(owned("Website"))))).toEqual(["ns/shop"]);
      expect(await tick(added(pod(owned("Job"))))).toEqual([]);
    });

    it("RS-8: an orphan enqueues the owners that select it; an empty selector matches nothing", async () => {
      const { tick } = world({ owns });
      expect(await tick(added(pod({ labels: { app: "shop" } })))).toEqual(["ns/shop"]);
      expect(await tick(added(pod({ labels: { app: "other" } })))).toEqual([]);
      expect(await tick(added(pod({})))).toEqual([]);
    });

    it("without selectorOf, orphans enqueue nothing", async () => {
      const { tick } = world({ owns: [{ kind: pods }] });
      expect(await tick(added(pod({ labels: { app: "shop" } })))).toEqual([]);
    });

    it("several owners that select one orphan are all enqueued, and logged", async () => {
      const twin = { ...shop, metadata: { ...shop.metadata, name: "twin" } };
      const { tick, logger } = world({ owns }, [shop, twin]);
      expect(await tick(added(pod({ labels: { app: "shop" } })))).toEqual(["ns/shop", "ns/twin"]);
      expect(logger.at("warn")).toEqual(["several selectors match one orphan"]);
    });

    it("a kind that is both owned and watched enqueues both keys", async () => {
      const { tick } = world({ owns, watches: [{ kind: pods, keysOf: () => ["ns/blog"] }] as never });
      expect(await tick(added(pod(owned("Website"))))).toEqual(["ns/shop", "ns/blog"]);
    });
  });

  it("calls load before the first event, and again in each tick of everything", async () => {
    const calls: string[] = [];
    let fails = true;
    const { controller, tick } = world({
      watches: [
        {
          kind: nodes,
          keysOf: () => {
            calls.push("keysOf");
            return [];
          },
        },
      ] as never,
      load: async () => {
        calls.push("load");
        if (fails) throw new Error("not now");
      },
      listKeys: async () => {
        calls.push("listKeys");
        return [];
      },
    });
    const node = added(storedObject(nodes, "n"));
    await expect(tick(node)).rejects.toThrow("not now");
    fails = false;
    await tick(node, node);
    await tick(node);
    await controller.tick(everything, signal);
    expect(calls).toEqual(["load", "load", "keysOf", "keysOf", "keysOf", "load", "listKeys"]);
  });

  it("infers the object types of its callbacks", () => {
    const store = { get: async () => shop } as Partial<Store> as Store;
    createKeyedController({
      name: "typed",
      store,
      for: websites,
      owns: [{ kind: deployments, selectorOf: (website) => website.spec?.selector }],
      watches: [
        { kind: pods, keysOf: ({ object: { spec } }) => [spec?.nodeName ?? ""] },
        { kind: nodes, keysOf: ({ object: { spec } }) => [String(spec?.unschedulable)] },
        { kind: everyKind, keysOf: ({ object: { kind } }) => [kind] },
      ],
      reconcile: async () => unchanged,
    });
    createKeyedController({
      name: "typed",
      store,
      for: websites,
      // @ts-expect-error: a Node has no nodeName.
      watches: [{ kind: nodes, keysOf: ({ object: { spec } }) => [spec?.nodeName ?? ""] }],
      reconcile: async () => unchanged,
    });
  });
});
