import type { Resource } from "@engenho/registry";

/** Whether requests for a resource are for Pods. */
export function isPod({ stored }: Resource): boolean {
  return stored.kind === "Pod" && stored.group === "";
}
