import type { ResourceStatistics } from "@engenho/apiserver";
import type { KindDefinition, RegistryStore } from "@engenho/registry";

/** Lists of fewer objects need one seat whatever their size. */
const fewObjects = 10;

interface Known extends ResourceStatistics {
  /** The number of objects when one of them was measured. */
  readonly measuredAt: number;
}

/** The number and approximate size of the objects of each resource, for work estimates of lists. */
export class StoredSizes {
  readonly #store: Pick<RegistryStore, "countObjects" | "definitions" | "list">;
  #known: ReadonlyMap<string, Known> = new Map();

  constructor(store: Pick<RegistryStore, "countObjects" | "definitions" | "list">) {
    this.#store = store;
  }

  /** The statistics of a resource; undefined: it has few objects, or is not stored here. */
  of(group: string, resource: string): ResourceStatistics | undefined {
    return this.#known.get(keyOf(group, resource));
  }

  /**
   * Counts the objects, and measures one object of each resource whose number has changed much since its last
   * measurement.
   */
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
