import type { Logger, Stored } from "@engenho/core";
import { ObjectTable } from "@engenho/storage";
import type { EtcdClient } from "../client/etcd-client.js";
import type { KeyValue } from "../client/messages.js";
import type { KeyLayout, KindPlace } from "../layout/key-layout.js";
import { decodeValue } from "../layout/stored-value.js";

/** The objects of a kind at one revision. */
export interface KindState {
  readonly table: ObjectTable;
  /** The keys whose values cannot be read as objects of the kind, with the reasons. */
  readonly unreadable: Map<string, string>;
}

/** Options of {@link readKind}. */
export interface KindReading {
  readonly client: EtcdClient;
  readonly layout: KeyLayout;
  readonly logger: Logger;
}

const pageSize = 1_000;

/**
 * Reads all objects of a kind at a revision, in pages. Objects that `known` contains in the same version are reused.
 * Rejects with a GrpcError `outOfRange` if the revision has been compacted.
 */
export async function readKind(
  { client, layout, logger }: KindReading,
  { place, revision, known }: { place: KindPlace; revision: number; known?: ObjectTable | undefined },
): Promise<KindState> {
  const table = new ObjectTable();
  const unreadable = new Map<string, string>();
  const start = layout.startOf(place);
  const rangeEnd = endOf(start);
  for (let key = Buffer.from(start); ; ) {
    const page = await client.range({ key, rangeEnd, revision, limit: pageSize });
    for (const kv of page.kvs) {
      const text = kv.key.toString();
      const found = layout.find(text);
      if (found?.place !== place) continue;
      const object = knownObject(known?.get(found.namespace, found.name), kv) ?? decodeKnown(place, kv);
      if (typeof object === "string") unreadable.set(text, object);
      else table.set(found.namespace, found.name, object);
    }
    const last = page.kvs[page.kvs.length - 1];
    if (!page.more || last === undefined) break;
    key = Buffer.concat([last.key, Buffer.of(0)]);
  }
  for (const [key, reason] of unreadable) {
    logger.error({ key, kind: place.kind.kind, keys: unreadable.size }, `values in etcd cannot be read: ${reason}`);
    break;
  }
  return { table, unreadable };
}

function knownObject(object: Stored | undefined, { modRevision }: KeyValue): Stored | undefined {
  return object?.metadata.resourceVersion === String(modRevision) ? object : undefined;
}

/** The object, or why it cannot be read. */
function decodeKnown(place: KindPlace, { value, modRevision }: KeyValue): Stored | string {
  const decoded = decodeValue(place, value, modRevision);
  return decoded.type === "object" ? decoded.object : decoded.reason;
}

/** The exclusive end of the range of all keys with a prefix, which must end with a slash. */
export function endOf(start: string): Buffer {
  return Buffer.from(`${start.slice(0, -1)}0`);
}
