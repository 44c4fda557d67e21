import { deployments, KindFilter, type KubernetesObject, nodes, pods } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

/** Any value that untyped JavaScript may pass. */
type Anything = never;

const key = { namespace: "default", name: "a" };
const pod = { apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" };
const merge = { type: "merge", value: {} } as const;
const kindsHint = "a list of kinds, such as [pods], or a KindFilter";

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
    [
      "get nothing",
      () => store.get(undefined as Anything, key),
      'Store.get: kind is missing: it must be a kind, such as { apiVersion: "v1", kind: "Pod" }',
    ],
    [
      "get a plural",
      () => store.get("pods" as Anything, key),
      'Store.get: kind: "pods" is not a kind, such as { apiVersion: "v1", kind: "Pod" }',
    ],
    [
      "get without apiVersion",
      () => store.get({ kind: "Pod" } as Anything, key),
      "Store.get: kind.apiVersion is missing: it must be a non-empty string",
    ],
    [
      "get without kind",
      () => store.get({ apiVersion: "v1" } as Anything, key),
      "Store.get: kind.kind is missing: it must be a non-empty string",
    ],
    [
      "get by a reference alone",
      () => store.get({ ...pods, ...key }, undefined as Anything),
      "Store.get: key is missing: it must be the key of an object: { namespace, name }",
    ],
    [
      "get by a name",
      () => store.get(pods, "a" as Anything),
      'Store.get: key: "a" is not the key of an object: { namespace, name }',
    ],
    [
      "get without name",
      () => store.get(pods, { namespace: "ns" } as Anything),
      "Store.get: key.name is missing: it must be a non-empty string",
    ],
    [
      "get without namespace",
      () => store.get(pods, { name: "a" }),
      "Store.get: key.namespace is missing: a Pod is in a namespace",
    ],
    [
      "get with a number as namespace",
      () => store.get(pods, { ...key, namespace: 1 } as Anything),
      "Store.get: key.namespace: 1 is not a non-empty string",
    ],
    [
      "get alive",
      () => store.get(pods, pod, { live: "yes" } as Anything),
      'Store.get: live: "yes" is not true or false',
    ],
    [
      "list nothing",
      () => store.list(undefined as Anything),
      'Store.list: kind is missing: it must be a kind, such as { apiVersion: "v1", kind: "Pod" }',
    ],
    [
      "list a plural",
      () => store.list("pods" as Anything),
      'Store.list: kind: "pods" is not a kind, such as { apiVersion: "v1", kind: "Pod" }',
    ],
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
    [
      "create an object without a kind",
      () => store.create({ metadata: { name: "a" } } as Anything),
      "Store.create: object.apiVersion is missing: it must be a non-empty string",
    ],
    [
      "update with a read that was not awaited",
      () => store.update(store.list(pod) as Anything),
      "Store.update: object: a Promise (is an await missing?) is not an object",
    ],
    ["update a list", () => store.update([] as Anything), "Store.update: object: [] is not an object"],
    [
      "get a scale as if it were the object",
      () => store.get(deployments, key, { subresource: "scale" }),
      'Store.get: subresource: "scale" has a body of its own: use Store.subresource',
    ],
    [
      "patch a scale as if it were the object",
      () => store.patch(deployments, key, merge, { subresource: "scale" }),
      'Store.patch: subresource: "scale" has a body of its own: use Store.subresource',
    ],
    [
      "evict with nothing",
      () => store.subresource(pods, key, "eviction").create(undefined as Anything),
      "Subresource.create: body is missing: it must be an object",
    ],
    [
      "patch without patch",
      () => store.patch(pods, pod, undefined as Anything),
      "Store.patch: patch is missing: it must be an object",
    ],
    [
      "patch without type",
      () => store.patch(pods, pod, { value: {} } as Anything),
      'Store.patch: patch.type is missing: it must be "json", "merge", "strategic", "apply"',
    ],
    [
      "patch with a media type",
      () => store.patch(pods, pod, { ...merge, type: "application/merge-patch+json" } as Anything),
      'Store.patch: patch.type: "application/merge-patch+json" is not "json", "merge", "strategic", "apply"',
    ],
    [
      "patch without namespace",
      () => store.patch(pod, { ...pod, namespace: "" }, merge),
      "Store.patch: key.namespace is missing: a Pod is in a namespace",
    ],
    [
      "delete without namespace",
      () => store.delete(pod, { ...pod, namespace: undefined }),
      "Store.delete: key.namespace is missing: a Pod is in a namespace",
    ],
    [
      "delete with a string as gracePeriodSeconds",
      () => store.delete(pods, pod, { gracePeriodSeconds: "0" } as Anything),
      'Store.delete: gracePeriodSeconds: "0" is not a number',
    ],
    [
      "delete in the foreground",
      () => store.delete(pods, pod, { propagation: "Foreground" } as Anything),
      'Store.delete: unknown option "propagation"; did you mean "propagationPolicy"?',
    ],
  ];
  it.each(calls)("%s", async (_name, call, message) => {
    await expect(call()).rejects.toThrow(new TypeError(message));
  });

  const watches: [options: unknown, message: string][] = [
    [{ kinds: "Pod" }, `Store.watch: kinds: "Pod" is not ${kindsHint}`],
    [{ kinds: ["Pod"] }, `Store.watch: kinds: ["Pod"] is not ${kindsHint}`],
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
    expect((await store.get(nodes, { name: "n" })).metadata.name).toBe("n");
    store.watch({ kinds: KindFilter.all }).close();
  });
});
