import { type FieldSet, unionOf } from "../fields/field-set.js";
import { compareText } from "../fields/path-element.js";
import { type Managed, type Manager, managerId, secondsOf } from "./managed.js";

const maxUpdaters = 10;
const bucketName = "ancient-changes";

/**
 * Merges the oldest Update managers of each version into one named `ancient-changes` until at most ten are left. The merged
 * entry has the time of its latest member.
 */
export function capUpdaters(managed: Managed): Managed {
  const updaters = [...managed].filter(([, { manager }]) => manager.operation === "Update");
  if (updaters.length <= maxUpdaters) return managed;
  updaters.sort(
    ([leftId, left], [rightId, right]) => secondsOf(left) - secondsOf(right) || compareText(leftId, rightId),
  );

  const next = new Map(managed);
  const buckets = new Map<string, Bucket>();
  let count = updaters.length;
  for (const [id, owner] of updaters) {
    if (count <= maxUpdaters) break;
    const { apiVersion } = owner.manager;
    const manager = { name: bucketName, operation: "Update", apiVersion, subresource: "" } as const;
    const bucket = buckets.get(apiVersion);
    if (bucket === undefined) {
      buckets.set(apiVersion, { id: managerId(manager), manager, first: id, sets: [owner.set], time: undefined });
      continue;
    }
    if (id === bucket.id) continue;
    if (bucket.sets.length === 1) {
      // An existing one is replaced at the position of the first; its fields are kept.
      const present = bucket.first === bucket.id ? undefined : next.get(bucket.id);
      if (present !== undefined) bucket.sets[0] = present.set;
      else next.delete(bucket.first);
    }
    bucket.sets.push(owner.set);
    bucket.time = owner.time;
    next.delete(id);
    count--;
  }
  for (const { id, manager, sets, time } of buckets.values()) {
    if (sets.length > 1) next.set(id, { manager, set: unionOf(sets), time });
  }
  return next;
}

/** What the oldest update managers of one version are merged into. */
interface Bucket {
  readonly id: string;
  readonly manager: Manager;
  /** The oldest of them. */
  readonly first: string;
  readonly sets: FieldSet[];
  time: string | undefined;
}
