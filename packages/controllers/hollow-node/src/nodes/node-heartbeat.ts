import { formatTime, type Node } from "@engenho/core";

type Conditions = NonNullable<NonNullable<Node["status"]>["conditions"]>;

/**
 * The node's conditions after a heartbeat: the reported ones with the current lastHeartbeatTime, and the previous
 * lastTransitionTime if the status is unchanged. Conditions of other types are kept.
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
