import { KindFilter, type KubernetesObject } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

/** Any value that untyped JavaScript may pass. */
type Anything = never;

const pod = { apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" };
const merge = { type: "merge", value: {} } as const;
const filterHint = 'a KindFilter, such as KindFilter.kind("Pod") or KindFilter.kinds(["Pod", "Node"])';

describe("Libraries 5: errors name the invalid option or argument, its value and what is expected", () => {
  const made: [options: unknown, message: string][] = [
    [5, "createMemoryStore: 5 is not an options object"],
    [{ clock: Date }, "createMemoryStore: clock: a function is not a Clock"],
    [{ random: Math.random }, "createMemoryStore: random: a function is not a RandomSource"],
    [{ logger: {} }, "createMemoryStore: logger: {} is not a Logger"],
    [
      { watchHistoryLimit: "9" },
      'createMemoryStore: watchHistoryLimit: "9" is not a whole number of 1 or more, or Infinity',
    ],
    [{ requireNamespaces: "yes" }, 'createMemoryStore: requireNamespaces: "yes" is not true or false'],
    [{ services: [] }, "createMemoryStore: services: [] is not an object"],
    [
      { requireNamespace: true },
      'createMemoryStore: unknown option "requireNamespace"; did you mean "requireNamespaces"?',
    ],
  ];
  it.each(made)("createMemoryStore(%j)", (options, message) => {
    expect(() => createMemoryStore(options as Anything)).toThrow(new TypeError(message));
  });

  it("a number out of range is a RangeError", () => {
    expect(() => createMemoryStore({ watchHistoryLimit: 0 })).toThrow(RangeError);
    expect(() => createMemoryStore({ watchHistoryLimit: Number.NaN })).toThrow("watchHistoryLimit: NaN");
  });

  const store = createMemoryStore();
  const calls: [name: string, call: () => unknown, message: string][] = [
    ["get nothing", () => store.get(undefined as Anything), "Store.get: reference is missing: it must be an object"],
    ["get a name", () => store.get("a" as Anything), 'Store.get: reference: "a" is not an object'],
    [
      "get without apiVersion",
      () => store.get({ kind: "Pod", name: "a" } as Anything),
      "Store.get: reference.apiVersion is missing: it must be a non-empty string",
    ],
    [
      "get without kind",
      () => store.get({ apiVersion: "v1", name: "a" } as Anything),
      "Store.get: reference.kind is missing: it must be a non-empty string",
    ],
    [
      "get without name",
      () => store.get({ apiVersion: "v1", kind: "Pod" } as Anything),
      "Store.get: reference.name is missing: it must be a non-empty string",
    ],
    [
      "get without namespace",
      () => store.get({ apiVersion: "v1", kind: "Pod", name: "a" }),
      "Store.get: reference.namespace is missing: a Pod is in a namespace",
    ],
    [
      "get with a number as namespace",
      () => store.get({ ...pod, namespace: 1 } as Anything),
      "Store.get: reference.namespace: 1 is not a non-empty string",
    ],
    ["get alive", () => store.get(pod, { live: "yes" } as Anything), 'Store.get: live: "yes" is not true or false'],
    ["list nothing", () => store.list(undefined as Anything), "Store.list: kind is missing: it must be an object"],
    ["list a plural", () => store.list("pods" as Anything), 'Store.list: kind: "pods" is not an object'],
    [
      "list with a string as labelSelector",
      () => store.list(pod, { labelSelector: "a=b" } as Anything),
      'Store.list: labelSelector: "a=b" is not an object',
    ],
    [
      "list with an object as fieldSelector",
      () => store.list(pod, { fieldSelector: {} } as Anything),
      "Store.list: fieldSelector: {} is not a list",
    ],
    [
      "list namespaces",
      () => store.list(pod, { namespaces: ["a"] } as Anything),
      'Store.list: unknown option "namespaces"; did you mean "namespace"?',
    ],
    [
      "list with an invalid limit",
      () => store.list(pod, { limit: "5" } as Anything),
      'Store.list: limit: "5" is not a number',
    ],
    [
      "create nothing",
      () => store.create(undefined as Anything),
      "Store.create: object is missing: it must be an object",
    ],
    [
      "create with a typo",
      () => store.create({} as Anything, { dryrun: true } as Anything),
      'Store.create: unknown option "dryrun"; did you mean "dryRun"?',
    ],
    ["update a list", () => store.update([] as Anything), "Store.update: object: [] is not an object"],
    [
      "update with a parent",
      () => store.update({} as Anything, { parent: "Pod" } as Anything),
      'Store.update: parent: "Pod" is not an object',
    ],
    [
      "patch without patch",
      () => store.patch(pod, undefined as Anything),
      "Store.patch: patch is missing: it must be an object",
    ],
    [
      "patch without type",
      () => store.patch(pod, { value: {} } as Anything),
      'Store.patch: patch.type is missing: it must be "json", "merge", "strategic", "apply"',
    ],
    [
      "patch with a media type",
      () => store.patch(pod, { ...merge, type: "application/merge-patch+json" } as Anything),
      'Store.patch: patch.type: "application/merge-patch+json" is not "json", "merge", "strategic", "apply"',
    ],
    [
      "patch without namespace",
      () => store.patch({ ...pod, namespace: "" }, merge),
      "Store.patch: reference.namespace is missing: a Pod is in a namespace",
    ],
    [
      "delete without namespace",
      () => store.delete({ ...pod, namespace: undefined }),
      "Store.delete: reference.namespace is missing: a Pod is in a namespace",
    ],
    [
      "delete with a string as gracePeriodSeconds",
      () => store.delete(pod, { gracePeriodSeconds: "0" } as Anything),
      'Store.delete: gracePeriodSeconds: "0" is not a number',
    ],
    [
      "delete in the foreground",
      () => store.delete(pod, { propagation: "Foreground" } as Anything),
      'Store.delete: unknown option "propagation"; did you mean "propagationPolicy"?',
    ],
  ];
  it.each(calls)("%s", async (_name, call, message) => {
    await expect(call()).rejects.toThrow(new TypeError(message));
  });

  const watches: [options: unknown, message: string][] = [
    [{ kinds: "Pod" }, `Store.watch: kinds: "Pod" is not ${filterHint}`],
    [{ kinds: ["Pod"] }, `Store.watch: kinds: ["Pod"] is not ${filterHint}`],
    [{ kind: "Pod" }, 'Store.watch: unknown option "kind"; did you mean "kinds"?'],
    [{ resourceVersion: 5 }, "Store.watch: resourceVersion: 5 is not a string"],
    [{ namespace: [] }, "Store.watch: namespace: [] is not a string"],
  ];
  it.each(watches)("watch(%j)", (options, message) => {
    expect(() => store.watch(options as Anything)).toThrow(new TypeError(message));
  });

  it("accepts a namespace for a cluster-scoped kind, and undefined options", async () => {
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n" } } as KubernetesObject;
    await store.create(node, { dryRun: undefined } as Anything);
    expect((await store.get({ apiVersion: "v1", kind: "Node", name: "n" })).metadata.name).toBe("n");
    store.watch({ kinds: KindFilter.all }).close();
  });
});
