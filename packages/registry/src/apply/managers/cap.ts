import { union } from "../fields/field-set.js";
import { compareText } from "../fields/path-element.js";
import { type Managed, type ManagedSet, managerId, secondsOf } from "./managed.js";

const mostUpdaters = 10;
const bucketName = "ancient-changes";

/**
 * Merges the oldest Update managers of each version into one called `ancient-changes` until at most ten are left. The
 * bucket has the time of the latest that went into it.
 */
export function capUpdaters(managed: Managed): Managed {
  const updaters = [...managed].filter(([, { manager }]) => manager.operation === "Update");
  if (updaters.length <= mostUpdaters) return managed;
  updaters.sort(
    ([leftId, left], [rightId, right]) => secondsOf(left) - secondsOf(right) || compareText(leftId, rightId),
  );

  const next = new Map(managed);
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [id] of updaters) {
    if (count <= mostUpdaters) break;
    const owner = next.get(id) as ManagedSet;
    const { apiVersion } = owner.manager;
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, id);
      continue;
    }
    const bucket = { name: bucketName, operation: "Update", apiVersion, subresource: "" } as const;
    const bucketId = managerId(bucket);
    if (id === bucketId) continue;
    if (!next.has(bucketId)) {
      const { set } = next.get(first) as ManagedSet;
      next.delete(first);
      next.set(bucketId, { manager: bucket, set, time: undefined });
    }
    const present = next.get(bucketId) as ManagedSet;
    next.delete(id);
    next.set(bucketId, { manager: bucket, set: union(present.set, owner.set), time: owner.time });
    count--;
  }
  return next;
}
