import { formatTime, type Node } from "@engenho/core";

type Conditions = NonNullable<NonNullable<Node["status"]>["conditions"]>;

/**
 * The node's conditions after a heartbeat: the reported ones with a new heartbeat time, the time of their last
 * transition kept where the status is what it was. Conditions of other types stay.
 */
export function heartbeat(stored: Conditions, reported: Conditions, nowMs: number): Conditions {
  const now = formatTime(nowMs);
  const ours = new Set(reported.map((condition) => condition.type));
  return [
    ...stored.filter((condition) => !ours.has(condition.type)),
    ...reported.map((condition) => {
      const before = stored.find((each) => each.type === condition.type);
      const same = before?.status === condition.status && before.lastTransitionTime !== undefined;
      return {
        ...condition,
        lastHeartbeatTime: now,
        lastTransitionTime: same ? before.lastTransitionTime : now,
      } as Conditions[number];
    }),
  ];
}
