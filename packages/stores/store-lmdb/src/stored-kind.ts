import { deepFreeze, type Stored } from "@engenho/core";
import { ObjectTable } from "@engenho/storage";
import { parseObjectKey, textOfRecord, weightOfRecord } from "./records.js";
import { shareParts } from "./share-parts.js";

/** The objects of one kind: those in memory, and those that have not been read since the store was opened. */
export class StoredKind {
  readonly table = new ObjectTable();
  /** The keys of the objects that are on the disk only. */
  readonly unread = new Set<string>();
  /** Pending while all of them are read. */
  reading: Promise<void> | undefined;
  #previous: Stored | undefined;

  /** The number of objects. */
  get size(): number {
    return this.table.size + this.unread.size;
  }

  /** Parses the object of an intact record and keeps it in memory, unless it is there already. Returns it. */
  take(keyText: string, record: Buffer): Stored | undefined {
    const key = parseObjectKey(keyText);
    if (key === undefined) return undefined;
    if (this.unread.delete(keyText)) {
      const object = this.parse(textOfRecord(record));
      this.table.set(key.namespace, key.name, object, weightOfRecord(record));
    }
    return this.table.get(key.namespace, key.name);
  }

  /** Parses an object of this kind. It shares equal parts with the one parsed before. */
  parse(text: string): Stored {
    const parsed = JSON.parse(text) as Stored;
    const object = deepFreeze(this.#previous === undefined ? parsed : shareParts(parsed, this.#previous));
    this.#previous = object;
    return object;
  }
}

/** The kinds with objects, by group and kind. */
export class StoredKinds {
  readonly #kinds = new Map<string, StoredKind>();

  /** Undefined if there is no object of the kind. */
  find(group: string, kind: string): StoredKind | undefined {
    return this.#kinds.get(`${group}/${kind}`);
  }

  /** Creates it if there is none. */
  of(group: string, kind: string): StoredKind {
    const name = `${group}/${kind}`;
    let stored = this.#kinds.get(name);
    if (stored === undefined) {
      stored = new StoredKind();
      this.#kinds.set(name, stored);
    }
    return stored;
  }

  /** Drops a kind without objects, because custom kinds may be removed. */
  dropEmpty(group: string, kind: string): void {
    if (this.find(group, kind)?.size === 0) this.#kinds.delete(`${group}/${kind}`);
  }
}
