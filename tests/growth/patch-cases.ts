import { apply, create, type GrowthCase, map, maps, owner, patch, record, thing, things, times } from "./requests.js";

/** Patches of each type, and the objects that they are applied to. */
export const patchCases: readonly GrowthCase[] = [
  {
    title: "operations that remove items",
    size: 133,
    before: (n) => [create(things, thing(n, { set: times(n * 10, (i) => `v${i}`) }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${things}/t${n}`,
        times(n, () => ({ op: "remove", path: "/spec/set/0" })),
      ),
  },
  {
    title: "operations that insert items",
    size: 133,
    before: (n) => [create(things, thing(n + 1, { set: times(n * 10, (i) => `v${i}`) }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${things}/t${n + 1}`,
        times(n, (i) => ({ op: "add", path: "/spec/set/0", value: `w${i}` })),
      ),
  },
  {
    title: "operations that replace items",
    size: 133,
    before: (n) => [create(things, thing(n + 2, { set: times(n * 10, (i) => `v${i}`) }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${things}/t${n + 2}`,
        times(n, (i) => ({ op: "replace", path: `/spec/set/${i}`, value: `w${i}` })),
      ),
  },
  {
    title: "operations that test a document",
    size: 133,
    before: (n) => [create(maps, map(n + 3, { data: record(n, () => "v") }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${maps}/m${n + 3}`,
        times(n, () => ({ op: "test", path: "/data", value: record(20, () => "v") })),
      ),
  },
  {
    title: "operations that add keys",
    size: 133,
    before: (n) => [create(maps, map(n + 4, { data: record(n, () => "v") }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${maps}/m${n + 4}`,
        times(n, (i) => ({ op: "add", path: `/data/n${i}`, value: "v" })),
      ),
  },
  {
    title: "operations that remove keys",
    size: 133,
    before: (n) => [create(maps, map(n + 5, { data: record(n, () => "v") }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${maps}/m${n + 5}`,
        times(n, (i) => ({ op: "remove", path: `/data/k${i}` })),
      ),
  },
  {
    title: "operations that copy",
    size: 66,
    before: (n) => [create(maps, map(n + 6, { data: { a: "x".repeat(n) } }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${maps}/m${n + 6}`,
        times(n, (i) => ({ op: "copy", from: "/data/a", path: `/data/b${i}` })),
      ),
  },
  {
    title: "operations that move",
    size: 133,
    before: (n) => [create(maps, map(n + 7, { data: record(n, () => "v") }))],
    request: (n) =>
      patch(
        "json-patch+json",
        `${maps}/m${n + 7}`,
        times(n, (i) => ({ op: "move", from: `/data/k${i}`, path: `/data/m${i}` })),
      ),
  },
  {
    title: "keys of a merge patch",
    size: 666,
    before: (n) => [create(maps, map(n + 8, { data: record(n, () => "v") }))],
    request: (n) => patch("merge-patch+json", `${maps}/m${n + 8}`, { data: record(n, () => "w") }),
  },
  {
    title: "nulls of a merge patch",
    size: 666,
    before: (n) => [create(maps, map(n + 9, { data: record(n, () => "v") }))],
    request: (n) => patch("merge-patch+json", `${maps}/m${n + 9}`, { data: record(n, () => null) }),
  },
  {
    title: "owners of a strategic patch",
    size: 333,
    before: (n) => [create(maps, map(n + 10, {}, { ownerReferences: times(n, owner) }))],
    request: (n) =>
      patch("strategic-merge-patch+json", `${maps}/m${n + 10}`, {
        metadata: { ownerReferences: times(n, (i) => ({ ...owner(i + 5), name: "x" })) },
      }),
  },
  {
    title: "owners of a strategic patch in an order",
    size: 333,
    before: (n) => [create(maps, map(n + 11, {}, { ownerReferences: times(n, owner) }))],
    request: (n) =>
      patch("strategic-merge-patch+json", `${maps}/m${n + 11}`, {
        metadata: { "$setElementOrder/ownerReferences": times(n, (i) => ({ uid: `u${n - i}` })), ownerReferences: [] },
      }),
  },
  {
    title: "deletions of a strategic patch",
    size: 333,
    before: (n) => [create(maps, map(n + 12, {}, { ownerReferences: times(n, owner) }))],
    request: (n) =>
      patch("strategic-merge-patch+json", `${maps}/m${n + 12}`, {
        metadata: { ownerReferences: times(n, (i) => ({ $patch: "delete", uid: `u${i}` })) },
      }),
  },
  {
    title: "finalizers of a strategic patch",
    size: 666,
    before: (n) => [create(maps, map(n + 13, {}, { finalizers: times(n, (i) => `x.y/f${i}`) }))],
    request: (n) =>
      patch("strategic-merge-patch+json", `${maps}/m${n + 13}`, {
        metadata: {
          "$deleteFromPrimitiveList/finalizers": times(n, (i) => `x.y/f${i}`),
          "$setElementOrder/finalizers": [],
        },
      }),
  },
  {
    title: "kept keys of a strategic patch",
    size: 666,
    before: (n) => [create(maps, map(n + 14, { data: record(n, () => "v") }))],
    request: (n) =>
      patch("strategic-merge-patch+json", `${maps}/m${n + 14}`, { data: { $retainKeys: times(n, (i) => `k${i}`) } }),
  },
  {
    title: "keys of an apply",
    size: 333,
    request: (n) => apply(`${maps}/a${n}`, { apiVersion: "v1", kind: "ConfigMap", data: record(n, () => "v") }),
  },
  {
    title: "keys of an apply over another manager's",
    size: 333,
    before: (n) => [create(maps, map(n + 15, { data: record(n, () => "v") }))],
    request: (n) => apply(`${maps}/m${n + 15}`, { apiVersion: "v1", kind: "ConfigMap", data: record(n, () => "w") }),
  },
  {
    title: "conflicts of an apply",
    size: 166,
    before: (n) => [create(`${maps}?fieldManager=other`, map(n + 16, { data: record(n, () => "v") }))],
    request: (n) =>
      patch("apply-patch+yaml", `${maps}/m${n + 16}?fieldManager=m`, {
        apiVersion: "v1",
        kind: "ConfigMap",
        data: record(n, () => "w"),
      }),
  },
  {
    title: "items of an applied set",
    size: 333,
    before: (n) => [create(things, thing(n + 3, { set: times(n, (i) => `v${i}`) }))],
    request: (n) =>
      apply(`${things}/t${n + 3}`, {
        apiVersion: "growth.example/v1",
        kind: "Thing",
        spec: { set: times(n, (i) => `w${i}`) },
      }),
  },
  {
    title: "items of an applied list map",
    size: 166,
    before: (n) => [create(things, thing(n + 4, { map: times(n, (i) => ({ a: `v${i}`, b: i })) }))],
    request: (n) =>
      apply(`${things}/t${n + 4}`, {
        apiVersion: "growth.example/v1",
        kind: "Thing",
        spec: { map: times(n, (i) => ({ a: `v${n - i}`, b: i })) },
      }),
  },
  {
    title: "ports of an apply",
    size: 66,
    request: (n) =>
      apply("/api/v1/namespaces/default/services/s1", {
        apiVersion: "v1",
        kind: "Service",
        spec: { ports: times(n, (i) => ({ name: `p${i}`, port: i + 1 })) },
      }),
  },
  {
    title: "keys of a replaced map",
    size: 666,
    before: (n) => [create(maps, map(n + 17, { data: record(n, () => "v") }))],
    request: (n) => ({
      method: "PUT",
      path: `${maps}/m${n + 17}?dryRun=All`,
      body: JSON.stringify(map(n + 17, { data: record(n, () => "w") })),
    }),
  },
];
