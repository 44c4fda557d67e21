import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileLabelSelector, type Stored } from "@engenho/core";
import { ObjectTable, type TableQuery, type TableSnapshot } from "@engenho/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly owners: readonly string[];
  readonly node: string;
}

function stored(row: Row): Stored {
  const { namespace, name, app, owners, node } = row;
  const ownerReferences = owners.map((uid) => ({ apiVersion: "v1", kind: "X", name: uid, uid }));
  const metadata = { namespace, name, uid: name, resourceVersion: "1", labels: { app }, ownerReferences };
  return { apiVersion: "v1", kind: "Pod", metadata, node } as Stored;
}

const nodeOf = (object: Stored) => (object as Stored & { node: string }).node;

const row = fc.record({
  namespace: fc.constantFrom("a", "b", "c"),
  name: fc.integer({ min: 0, max: 60 }).map((number) => `n${String(number).padStart(2, "0")}`),
  app: fc.constantFrom("x", "y", "z"),
  owners: fc.uniqueArray(fc.constantFrom("1", "2", "3"), { maxLength: 2 }),
  node: fc.constantFrom("n1", "n2"),
});

const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("set" as const), row }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("delete" as const), row }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("snapshot" as const), row }) },
);

const contentOf = (snapshot: TableSnapshot) =>
  snapshot.flatMap(([, objects]) => [...objects.entries()].map(([, { object }]) => object));

const query = fc.record({
  namespace: fc.option(fc.constantFrom("a", "b", "none"), { nil: undefined }),
  ownerUid: fc.option(fc.constantFrom("1", "2", "none"), { nil: undefined }),
  app: fc.option(fc.constantFrom("x", "y", "none"), { nil: undefined }),
  node: fc.option(fc.constantFrom("n1", "none"), { nil: undefined }),
});

describe("ObjectTable", () => {
  it("has the results of a full scan for every query, in order, after any changes; and snapshots are unaffected", () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 200 }),
        fc.array(query, { minLength: 1, maxLength: 6 }),
        (changes, queries) => {
          const table = new ObjectTable();
          const rows = new Map<string, Row>();
          const snapshots: { readonly taken: TableSnapshot; readonly shown: readonly Stored[] }[] = [];
          const check = () => {
            for (const { namespace, ownerUid, app, node } of queries) {
              const asked: TableQuery = {
                namespace,
                ownerUid,
                labels: app === undefined ? undefined : compileLabelSelector({ matchLabels: { app } }),
                lookups: node === undefined ? undefined : [{ index: "node", valuesOf: nodeOf, value: node }],
              };
              const expected = [...rows.entries()]
                .filter(([, kept]) => namespace === undefined || kept.namespace === namespace)
                .filter(([, kept]) => ownerUid === undefined || kept.owners.includes(ownerUid))
                .filter(([, kept]) => app === undefined || kept.app === app)
                .filter(([, kept]) => node === undefined || kept.node === node)
                .map(([key]) => key)
                .sort();
              expect(table.select(asked).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(
                expected,
              );
            }
          };
          for (const [index, { type, row: changed }] of changes.entries()) {
            const key = `${changed.namespace}/${changed.name}`;
            if (type === "set") {
              table.set(changed.namespace, changed.name, stored(changed));
              rows.set(key, changed);
            } else if (type === "snapshot") {
              const taken = table.snapshot(changed.node === "n1" ? undefined : changed.namespace);
              snapshots.push({ taken, shown: contentOf(taken) });
            } else {
              table.delete(changed.namespace, changed.name);
              rows.delete(key);
            }
            if (index % 40 === 0) check();
          }
          check();
          expect(table.size).toBe(rows.size);
          for (const { taken, shown } of snapshots) expect(contentOf(taken)).toEqual(shown);
        },
      ),
    );
  });

  it("snapshots are unaffected by later writes", () => {
    const table = new ObjectTable();
    const base = { namespace: "a", app: "x", owners: [], node: "n1" };
    for (let index = 0; index < 100; index++) {
      const name = `n${index}`;
      table.set("a", name, stored({ ...base, name }));
    }
    const before = table.select({});
    const snapshot = table.snapshot(undefined);
    for (let index = 0; index < 50; index++) table.delete("a", `n${index}`);
    for (let index = 50; index < 60; index++) table.set("a", `n${index}`, stored({ ...base, name: `n${index}` }));
    table.set("b", "late", stored({ ...base, namespace: "b", name: "late" }));
    const kept = contentOf(snapshot);
    expect(kept).toHaveLength(before.length);
    for (const [index, object] of kept.entries()) expect(object).toBe(before[index]);
  });

  it("visits no object outside the bucket that answers a query by owner, label or field", () => {
    const table = new ObjectTable();
    let visited = 0;
    for (let index = 0; index < 1_000; index++) {
      const name = `n${index}`;
      const watched = new Proxy(
        stored({
          namespace: "a",
          name,
          app: `app-${index % 100}`,
          owners: [`o${index % 100}`],
          node: `n${index % 100}`,
        }),
        {
          get(target, key) {
            if (key === "metadata") visited++;
            return Reflect.get(target, key);
          },
        },
      );
      table.set("a", name, watched);
    }
    const queries: TableQuery[] = [
      { ownerUid: "o7" },
      { labels: compileLabelSelector({ matchLabels: { app: "app-7" } }) },
      { namespace: "a", lookups: [{ index: "node", valuesOf: nodeOf, value: "n7" }], ownerUid: "o7" },
    ];
    for (const asked of queries) table.select(asked);
    for (const asked of queries) {
      visited = 0;
      expect(table.select(asked)).toHaveLength(10);
      expect(visited).toBeLessThanOrEqual(20);
    }
  });

  it("builds no further index if an existing one is selective enough", () => {
    const table = new ObjectTable();
    let read = 0;
    const counted = (object: Stored) => {
      read++;
      return nodeOf(object);
    };
    for (let index = 0; index < 1_000; index++) {
      const row = { namespace: "a", name: `n${index}`, app: `app-${index % 100}`, owners: [], node: `n${index % 2}` };
      table.set("a", row.name, stored(row));
    }
    const labels = compileLabelSelector({ matchLabels: { app: "app-8" } });
    expect(table.select({ labels })).toHaveLength(10);
    const lookups = [{ index: "node", valuesOf: counted, value: "n0" }];
    expect(table.select({ labels, lookups })).toHaveLength(10);
    expect(read).toBe(10);
  });

  it("holds no removed objects in an index that no list uses any more", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const table = new ObjectTable();
    const selector = compileLabelSelector({ matchLabels: { app: "x" } });
    const rowAt = (index: number): Row => ({ namespace: "a", name: `n${index}`, app: "x", owners: [], node: "n1" });
    const taken: WeakRef<Stored>[] = [];
    const churn = (indexes: readonly number[], act: () => void) => {
      for (const index of indexes) {
        const object = stored(rowAt(index));
        taken.push(new WeakRef(object));
        table.set("a", `n${index}`, object);
      }
      act();
      for (const index of indexes) table.delete("a", `n${index}`);
    };
    const indexes = (from: number) => Array.from({ length: 50 }, (_, index) => from + index);
    for (let index = 900; index < 1000; index++) table.set("a", `n${index}`, stored(rowAt(index)));
    // Half of them get sorted, some of which a snapshot includes; the others never are.
    churn(indexes(0), () => table.select({ labels: selector }));
    churn(indexes(100), () => {
      table.select({ labels: selector });
      table.snapshot("a");
    });
    churn(indexes(200), () => {});
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(taken.filter((object) => object.deref() !== undefined)).toEqual([]);
    expect(table.select({ labels: selector })).toHaveLength(100);
  });

  it("stays correct with more label keys than it keeps indexes", () => {
    const table = new ObjectTable();
    for (let index = 0; index < 100; index++) {
      const object = stored({ namespace: "a", name: `n${index}`, app: "x", owners: [], node: "n1" });
      const labels = { [`key-${index}`]: "yes", [`key-${index + 1}`]: "yes" };
      table.set("a", `n${index}`, { ...object, metadata: { ...object.metadata, labels } });
    }
    for (const round of [1, 2]) {
      for (let index = 1; index < 100; index++) {
        const labels = compileLabelSelector({ matchLabels: { [`key-${index}`]: "yes" } });
        expect(table.select({ labels }), `round ${round}`).toHaveLength(2);
      }
    }
  });
});
