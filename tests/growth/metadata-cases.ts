import { type GrowthCase, map, maps, nested, owner, post, record, times } from "./requests.js";

/** The metadata that every object has. */
export const metadataCases: readonly GrowthCase[] = [
  { title: "labels", size: 1333, request: (n) => post(maps, map(n, {}, { labels: record(n, () => "v") })) },
  {
    title: "invalid labels",
    size: 666,
    request: (n) => post(maps, map(n, {}, { labels: record(n, () => "-v-", "-") })),
  },
  {
    title: "length of a label's key",
    size: 10000,
    request: (n) => post(maps, map(n, {}, { labels: { ["a".repeat(n)]: "b" } })),
  },
  {
    title: "length of a label's value",
    size: 10000,
    request: (n) => post(maps, map(n, {}, { labels: { a: "b".repeat(n) } })),
  },
  { title: "length of a name", size: 10000, request: (n) => post(maps, map(n, {}, { name: "a.".repeat(n) })) },
  { title: "annotations", size: 666, request: (n) => post(maps, map(n, {}, { annotations: record(n, () => "v") })) },
  { title: "ownerReferences", size: 666, request: (n) => post(maps, map(n, {}, { ownerReferences: times(n, owner) })) },
  {
    title: "equal ownerReferences",
    size: 666,
    request: (n) => post(maps, map(n, {}, { ownerReferences: times(n, () => owner(0)) })),
  },
  {
    title: "controllers among ownerReferences",
    size: 1000,
    request: (n) => post(maps, map(n, {}, { ownerReferences: times(n, (i) => ({ ...owner(i), controller: true })) })),
  },
  {
    title: "finalizers",
    size: 1333,
    request: (n) => post(maps, map(n, {}, { finalizers: times(n, (i) => `x.y/f${i}`) })),
  },
  {
    title: "managedFields",
    size: 333,
    request: (n) =>
      post(
        maps,
        map(
          n,
          {},
          {
            managedFields: times(n, (i) => ({
              manager: `m${i}`,
              operation: "Update",
              apiVersion: "v1",
              time: "2026-01-01T00:00:00Z",
              fieldsType: "FieldsV1",
              fieldsV1: { "f:data": { [`f:k${i}`]: {} } },
            })),
          },
        ),
      ),
  },
  {
    title: "depth of fieldsV1",
    size: 300,
    request: (n) =>
      post(
        maps,
        `{"metadata":{"name":"a","managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":${nested(n, '{"f:a":', "}", "{}")}}]}}`,
      ),
  },
];
