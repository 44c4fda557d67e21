import { type KindReference, keyOf, systemClock } from "@engenho/core";
import { defaultCommitLogLimit } from "@engenho/storage";
import type { World } from "../world/world.js";
import { collectedHeap } from "./collected-heap.js";
import type { HeapPart } from "./measured-size.js";

const kinds: readonly KindReference[] = [
  { apiVersion: "v1", kind: "Event" },
  { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
  { apiVersion: "v1", kind: "Endpoints" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "apps/v1", kind: "ReplicaSet" },
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "v1", kind: "Service" },
  { apiVersion: "v1", kind: "Node" },
];

/** The world whose heap is broken down. */
interface Measured {
  readonly pods: number;
  /** The heap before anything was loaded. */
  readonly emptyHeap: number;
}

/**
 * Removes the world step by step, and reports after each step by how much the heap has shrunk: its controllers, then the
 * objects of one kind after the other, with their index entries and cached values. Memory shared by several kinds counts for
 * the last of them.
 */
export async function heapParts(world: World, { pods, emptyHeap }: Measured): Promise<readonly HeapPart[]> {
  const parts: HeapPart[] = [];
  await overwriteLog(world);
  let before = collectedHeap();
  const note = (part: string) => {
    const after = collectedHeap();
    parts.push({ part, bytesPerPod: (before - after) / pods });
    before = after;
  };
  await world.release();
  note("controllers and hollow nodes");
  for (const kind of kinds) {
    const count = await deleteAll(world, kind);
    await overwriteLog(world);
    note(`${kind.kind}: ${count.toLocaleString("en-US")}`);
  }
  parts.push({ part: "what is left: the log of commits, code", bytesPerPod: (before - emptyHeap) / pods });
  return parts;
}

async function deleteAll({ store }: World, kind: KindReference): Promise<number> {
  const { items } = await store.list(kind);
  for (const object of items) {
    const { type } = await store.delete(object, object.metadata, {
      propagationPolicy: "Background",
      gracePeriodSeconds: 0,
    });
    if (type !== "deleted") throw new Error(`${kind.kind} ${keyOf(object)} is not gone`);
  }
  return items.length;
}

/** The commit log holds deleted objects until later commits have replaced them. */
async function overwriteLog({ store }: World): Promise<void> {
  const metadata = { namespace: "default", name: "log" };
  let written = await store.create({ apiVersion: "v1", kind: "ConfigMap", metadata });
  for (let commit = 0; commit <= defaultCommitLogLimit; commit++) {
    const annotations = { commit: String(commit) };
    written = await store.update({ ...written, metadata: { ...written.metadata, annotations } });
    if (commit % 100 === 0) await systemClock.turn();
  }
  await store.delete(written, written.metadata);
}
