import type { ConfigMap, ObjectList } from "@engenho/core";

/** The last acknowledged write of an object. */
interface Told {
  readonly version: number;
  /** Undefined: it was deleted. */
  readonly value: string | undefined;
}

/** The writes of a process, from the lines that tests/support/lmdb-writer.mjs and disk-writer.mjs print. */
export class WriterStory {
  readonly #told = new Map<string, Told>();
  /** The values of writes in flight, by name. */
  readonly #sent = new Map<string, (string | undefined)[]>();
  /** Every value that was ever sent for an object. */
  readonly #everSent = new Map<string, Set<string | undefined>>();
  #newestVersion = 1;
  #rest = "";
  /** The number of processes that have opened the directory. */
  opened = 0;
  /** The number of acknowledged writes. */
  told = 0;
  /** The number of failed writes. */
  refused = 0;
  /** Errors that the process reported. */
  readonly complaints: string[] = [];

  /** Takes a piece of the output. */
  takeText(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.take(line);
  }

  /** Takes a line; the last one of a process that has ended may be incomplete. */
  take(line: string): void {
    if (!line.endsWith("]")) return;
    const [type, name, second, version] = JSON.parse(line) as [string, string, string | undefined, number | undefined];
    const value = second ?? undefined;
    switch (type) {
      case "open":
        this.opened++;
        break;
      case "sent":
        this.#sent.set(name, [...(this.#sent.get(name) ?? []), value]);
        this.#everSent.set(name, (this.#everSent.get(name) ?? new Set()).add(value));
        break;
      case "told":
        this.told++;
        this.#sent.delete(name);
        this.#told.set(name, { version: version ?? 0, value });
        this.#newestVersion = Math.max(this.#newestVersion, version ?? 0);
        break;
      case "refused":
        this.refused++;
        // Nothing was written.
        this.#sent.delete(name);
        if (value !== "InternalError") this.complaints.push(line);
        break;
      case "wrong":
        this.complaints.push(line);
        break;
    }
  }

  /** The contradictions between a data directory and these writes. Writes in flight may have been made. */
  contradictions({ items, resourceVersion }: ObjectList<ConfigMap>): readonly string[] {
    const found: string[] = [];
    if (Number(resourceVersion) < this.#newestVersion)
      found.push(`version ${resourceVersion}, after ${this.#newestVersion}`);
    const stored = writtenOf(items);
    for (const name of new Set([...stored.keys(), ...this.#told.keys()])) {
      const value = stored.get(name);
      const told = this.#told.get(name)?.value;
      const isSent = this.#sent.get(name)?.includes(value) === true;
      if (value !== told && !isSent) found.push(`${name} is ${shown(value)}, was acknowledged as ${shown(told)}`);
    }
    return found;
  }

  /** The content of a data directory that was never written. */
  inventions({ items }: ObjectList<ConfigMap>): readonly string[] {
    return [...writtenOf(items)].flatMap(([name, value]) =>
      this.#everSent.get(name)?.has(value) === true ? [] : [`${name} is ${shown(value)}`],
    );
  }
}

/** The objects of the writers. */
function writtenOf(items: ObjectList<ConfigMap>["items"]): ReadonlyMap<string, string | undefined> {
  const written = items.filter(({ metadata }) => metadata.name.startsWith("w"));
  return new Map(written.map(({ metadata, data }) => [metadata.name, data?.value]));
}

function shown(value: string | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value.slice(0, 40));
}
