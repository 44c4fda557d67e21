import { RecentMemo } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";

/**
 * Creates a check whether a node, or a node below it that values can reach, is of some sort. Most schemas have none, so walks
 * over large values can end where there is nothing to look for. The result for a node is remembered.
 */
export function presenceBelow(isWanted: (node: SchemaNode) => boolean): (node: SchemaNode) => boolean {
  const known = new RecentMemo<SchemaNode, boolean>();
  const isPresent = (node: SchemaNode): boolean => {
    const { items, properties, additionalProperties } = node;
    if (isWanted(node)) return true;
    if (items === undefined && properties === undefined && typeof additionalProperties !== "object") return false;
    let found = known.get(node);
    if (found === undefined) {
      found =
        (items !== undefined && isPresent(items)) ||
        (typeof additionalProperties === "object" && isPresent(additionalProperties)) ||
        Object.values(properties ?? {}).some(isPresent);
      known.set(node, found);
    }
    return found;
  };
  return isPresent;
}
