import type { Causes } from "@engenho/machinery";

/** Checks that `status.collisionCount` is neither decreased nor removed (AP-25). */
export function checkCollisionCount(next: number | undefined, current: number | undefined, causes: Causes): void {
  if (current === undefined) return;
  if (next === undefined || next < current) causes.invalid("status.collisionCount", next ?? 0, "cannot be decremented");
}
