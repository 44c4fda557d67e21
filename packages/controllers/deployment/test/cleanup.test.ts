import { describe, expect, it } from "vitest";
import { planCleanup } from "../src/cleanup.js";
import { deployment, type ReplicaSetShape, storedReplicaSet } from "./objects.js";

const empty: ReplicaSetShape = {};
const terminating: ReplicaSetShape = { status: { replicas: 1 } };
const wanted: ReplicaSetShape = { replicas: 1, status: { replicas: 0 } };
const full: ReplicaSetShape = { replicas: 1 };

describe("planCleanup", () => {
  const table: { title: string; shapes: readonly ReplicaSetShape[]; limit: number | undefined; deleted: number[] }[] = [
    { title: "empty ones beyond the limit", shapes: [empty, empty, empty], limit: 1, deleted: [0, 1] },
    { title: "only those without pods", shapes: [empty, terminating, wanted, full], limit: 0, deleted: [0] },
    { title: "none instead of one that is kept", shapes: [full, empty, empty], limit: 1, deleted: [1] },
    { title: "none beyond the first ones", shapes: [full, full, empty], limit: 1, deleted: [] },
    { title: "all for a limit of 0", shapes: [empty, empty], limit: 0, deleted: [0, 1] },
    { title: "none within the limit", shapes: [empty, empty], limit: 2, deleted: [] },
    { title: "none without a limit", shapes: [empty, empty], limit: undefined, deleted: [] },
    { title: "none for the largest limit", shapes: [empty, empty], limit: 2147483647, deleted: [] },
    {
      title: "none that is being deleted, and does not count it",
      shapes: [{ metadata: { deletionTimestamp: "2025-01-01T00:00:00Z" } }, empty, empty],
      limit: 1,
      deleted: [1],
    },
    {
      title: "none whose last change was not observed by its controller",
      shapes: [{ metadata: { generation: 2 } }, empty],
      limit: 0,
      deleted: [1],
    },
  ];
  for (const { title, shapes, limit, deleted } of table) {
    it(`DEP-92, V-CLEAN: deletes ${title}`, () => {
      const olds = shapes.map((shape, at) => storedReplicaSet(`v${at}`, { revision: String(at + 1), ...shape }));
      const spec = limit === undefined ? {} : { revisionHistoryLimit: limit };
      const names = planCleanup(deployment({ spec }), olds).map((each) => each.metadata.name);
      expect(names).toEqual(deleted.map((at) => `v${at}`));
    });
  }

  const one = deployment({ spec: { revisionHistoryLimit: 1 } });

  it("DEP-92: orders by numeric revision regardless of age; a missing revision counts as 0", () => {
    const olds = [
      storedReplicaSet("ten", { revision: "10", createdSeconds: 0 }),
      storedReplicaSet("nine", { revision: "9", createdSeconds: 1 }),
      storedReplicaSet("none", { createdSeconds: 2 }),
    ];
    expect(planCleanup(one, olds).map((each) => each.metadata.name)).toEqual(["none", "nine"]);
  });

  it("DEP-92: orders by age if revisions are equal or invalid", () => {
    const olds = [
      storedReplicaSet("young", { revision: "x", createdSeconds: 2 }),
      storedReplicaSet("old", { revision: "5", createdSeconds: 1 }),
    ];
    expect(planCleanup(one, olds).map((each) => each.metadata.name)).toEqual(["old"]);
  });

  it("does not reorder its argument", () => {
    const olds = [storedReplicaSet("b", { revision: "2" }), storedReplicaSet("a", { revision: "1" })];
    planCleanup(one, olds);
    expect(olds.map((each) => each.metadata.name)).toEqual(["b", "a"]);
  });
});
