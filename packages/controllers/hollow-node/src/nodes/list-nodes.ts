import { listPages, type Node, nodes, type Store, type Stored, type TimeSlice } from "@engenho/core";

/** All Nodes, read in pages; each once, although pages repeat objects when their version expires. Throws what the store throws. */
export async function listNodes(store: Store, slice: TimeSlice): Promise<readonly Stored<Node>[]> {
  const found = new Map<string, Stored<Node>>();
  for await (const { items } of listPages(store, nodes, { slice })) {
    for (const node of items) found.set(node.metadata.name, node);
  }
  return [...found.values()];
}
