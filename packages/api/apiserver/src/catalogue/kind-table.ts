import { compareVersions } from "@engenho/machinery";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import { compareGroups } from "./group-order.js";
import type { KindCatalogue } from "./kind-catalogue.js";

/** One version of a group: the same object for as long as its kinds are unchanged. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string;
  /** By plural, including those that are not stored (access reviews). */
  readonly kinds: readonly KindDefinition[];
}

/** A group with its versions, the preferred one first. */
export interface Group {
  readonly name: string;
  readonly versions: readonly GroupVersion[];
}

/** A group with its lookup tables. */
interface GroupEntry {
  readonly group: Group;
  /** In the order of the catalogue. */
  readonly definitions: readonly KindDefinition[];
  readonly versions: ReadonlyMap<string, VersionEntry>;
}

interface VersionEntry {
  readonly groupVersion: GroupVersion;
  readonly byPlural: ReadonlyMap<string, KindDefinition>;
  readonly byKind: ReadonlyMap<string, KindDefinition>;
}

/** The kinds served at one moment, by path and by name. */
export class KindTable {
  /** In the order of discovery; core (`""`) is the first. */
  readonly groups: readonly Group[];
  readonly #entries: ReadonlyMap<string, GroupEntry>;

  /**
   * `before`: the previous table, whose groups are reused where they have the same kinds, so that a change costs only what
   * changed.
   */
  constructor(definitions: readonly KindDefinition[], before?: KindTable) {
    const byGroup = new Map<string, KindDefinition[]>();
    // In the previous order, nearly all of them are already sorted.
    for (const { name } of before?.groups ?? []) byGroup.set(name, []);
    for (const definition of definitions) {
      const kinds = byGroup.get(definition.group);
      if (kinds === undefined) byGroup.set(definition.group, [definition]);
      else kinds.push(definition);
    }
    const known = before === undefined ? new Map<string, GroupEntry>() : before.#entries;
    const entries = new Map<string, GroupEntry>();
    for (const [name, kinds] of byGroup) {
      if (kinds.length > 0) entries.set(name, entryOf(name, kinds, known.get(name)));
    }
    this.#entries = entries;
    this.groups = [...entries.values()]
      .map(({ group }) => group)
      .sort((left, right) => compareGroups(left.name, right.name));
  }

  /** The kinds of a group version by plural; undefined when it is not served. */
  atPath(group: string, version: string): ReadonlyMap<string, KindDefinition> | undefined {
    return this.#entries.get(group)?.versions.get(version)?.byPlural;
  }

  /** The kind with the type of a body. */
  ofKind(apiVersion: string, kind: string): KindDefinition | undefined {
    return this.#version(apiVersion)?.byKind.get(kind);
  }

  groupVersion(apiVersion: string): GroupVersion | undefined {
    return this.#version(apiVersion)?.groupVersion;
  }

  group(name: string): Group | undefined {
    return this.#entries.get(name)?.group;
  }

  #version(apiVersion: string): VersionEntry | undefined {
    const slash = apiVersion.indexOf("/");
    const group = slash < 0 ? "" : apiVersion.slice(0, slash);
    return this.#entries.get(group)?.versions.get(apiVersion.slice(slash + 1));
  }
}

/** Of several kinds with the same plural, the first is served. */
function entryOf(name: string, definitions: readonly KindDefinition[], before: GroupEntry | undefined): GroupEntry {
  if (before !== undefined && isSameList(before.definitions, definitions)) return before;
  const plurals = new Map<string, Map<string, KindDefinition>>();
  for (const definition of definitions) {
    const known = plurals.get(definition.version);
    if (known === undefined) plurals.set(definition.version, new Map([[definition.plural, definition]]));
    else if (!known.has(definition.plural)) known.set(definition.plural, definition);
  }
  const versions = new Map<string, VersionEntry>();
  for (const version of [...plurals.keys()].sort(compareVersions)) {
    const byPlural = plurals.get(version) as ReadonlyMap<string, KindDefinition>;
    const kinds = [...byPlural.values()].sort((left, right) =>
      left.plural < right.plural ? -1 : left.plural > right.plural ? 1 : 0,
    );
    const known = before?.versions.get(version);
    if (known !== undefined && isSameList(known.groupVersion.kinds, kinds)) versions.set(version, known);
    else {
      const groupVersion = { group: name, version, apiVersion: apiVersionOf({ group: name, version }), kinds };
      versions.set(version, { groupVersion, byPlural, byKind: new Map(kinds.map((kind) => [kind.kind, kind])) });
    }
  }
  const group = { name, versions: [...versions.values()].map(({ groupVersion }) => groupVersion) };
  return { group, definitions, versions };
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The table of a catalogue, rebuilt when its definitions have changed. */
export class CurrentKinds {
  readonly #catalogue: KindCatalogue;
  #definitions: readonly KindDefinition[] | undefined;
  #table: KindTable | undefined;

  constructor(catalogue: KindCatalogue) {
    this.#catalogue = catalogue;
  }

  /** The same object until a kind is added or removed. */
  get table(): KindTable {
    const definitions = this.#catalogue.definitions();
    if (this.#table === undefined || definitions !== this.#definitions) {
      this.#definitions = definitions;
      this.#table = new KindTable(definitions, this.#table);
    }
    return this.#table;
  }
}
