import type { ResourceStatistics } from "@engenho/apiserver";
import type { KindDefinition, RegistryStore } from "@engenho/registry";

/** Lists of fewer objects need one seat, whatever their size is. */
const fewObjects = 10;

interface Known extends ResourceStatistics {
  /** The number of objects when one of them was measured. */
  readonly measuredAt: number;
}

/** How many objects there are of each resource, and how large they are, as far as the work of a list depends on it. */
export class StoredSizes {
  readonly #store: Pick<RegistryStore, "countObjects" | "definitions" | "list">;
  #known: ReadonlyMap<string, Known> = new Map();

  constructor(store: Pick<RegistryStore, "countObjects" | "definitions" | "list">) {
    this.#store = store;
  }

  /** Of one resource; undefined: few, or it is not stored here. */
  of(group: string, resource: string): ResourceStatistics | undefined {
    return this.#known.get(keyOf(group, resource));
  }

  /** Counts the objects, and measures one of each resource of which there are many more or fewer than at its last measurement. */
  async refresh(): Promise<void> {
    const next = new Map<string, Known>();
    const kinds = new Map<string, KindDefinition>();
    for (const kind of this.#store.definitions()) {
      const key = keyOf(kind.group, kind.plural);
      if (!kinds.has(key) && kind.storedAs === undefined) kinds.set(key, kind);
    }
    for (const [key, objects] of await this.#store.countObjects()) {
      const kind = kinds.get(key);
      if (objects <= fewObjects || kind === undefined) continue;
      const known = this.#known.get(key);
      const isClose = known !== undefined && objects < known.measuredAt * 2 && objects > known.measuredAt / 2;
      next.set(
        key,
        isClose ? { ...known, objects } : { objects, bytes: await this.#sizeOf(kind), measuredAt: objects },
      );
    }
    this.#known = next;
  }

  async #sizeOf({ group, version, kind }: KindDefinition): Promise<number> {
    const apiVersion = group === "" ? version : `${group}/${version}`;
    const { items } = await this.#store.list({ apiVersion, kind }, { limit: 1 });
    return items.length === 0 ? 0 : JSON.stringify(items[0]).length;
  }
}

function keyOf(group: string, resource: string): string {
  return group === "" ? resource : `${resource}.${group}`;
}
