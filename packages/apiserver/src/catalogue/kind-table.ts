import { compareVersions, type KindDefinition, requestKinds } from "@engenho/kinds";
import { compareGroups } from "./group-order.js";
import { apiVersionOf, type KindCatalogue } from "./kind-catalogue.js";

/** One version of a group: the same object for as long as its kinds are. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string;
  /** By plural, those that only take requests (access reviews) included. */
  readonly kinds: readonly KindDefinition[];
}

/** A group with its versions, the preferred one first. */
export interface Group {
  readonly name: string;
  readonly versions: readonly GroupVersion[];
}

/** The kinds served at one moment, by path and by name. */
export class KindTable {
  /** In the order of discovery; core (`""`) is the first. */
  readonly groups: readonly Group[];
  readonly #byPath = new Map<string, Map<string, Map<string, KindDefinition>>>();
  readonly #byKind = new Map<string, KindDefinition>();
  readonly #byName = new Map<string, Group>();
  readonly #byApiVersion = new Map<string, GroupVersion>();

  /** `before`: a table whose group versions are kept where they have the same kinds. */
  constructor(definitions: readonly KindDefinition[], before?: KindTable) {
    const requests = requestKinds();
    const groups = new Map<string, Map<string, KindDefinition[]>>();
    for (const definition of [...definitions, ...requests]) {
      const plurals = this.#pluralsOf(definition);
      if (plurals.has(definition.plural)) continue;
      plurals.set(definition.plural, definition);
      this.#byKind.set(`${apiVersionOf(definition)} ${definition.kind}`, definition);
      let versions = groups.get(definition.group);
      if (versions === undefined) {
        versions = new Map();
        groups.set(definition.group, versions);
      }
      const kinds = versions.get(definition.version);
      if (kinds === undefined) versions.set(definition.version, [definition]);
      else kinds.push(definition);
    }
    this.groups = [...groups]
      .sort(([left], [right]) => compareGroups(left, right))
      .map(([name, versions]) => ({ name, versions: versionsOf(name, versions, before) }));
    for (const group of this.groups) {
      this.#byName.set(group.name, group);
      for (const version of group.versions) this.#byApiVersion.set(version.apiVersion, version);
    }
  }

  /** The kinds of a group version by plural; undefined when it is not served. */
  atPath(group: string, version: string): ReadonlyMap<string, KindDefinition> | undefined {
    return this.#byPath.get(group)?.get(version);
  }

  /** The kind that a body names. */
  ofKind(apiVersion: string, kind: string): KindDefinition | undefined {
    return this.#byKind.get(`${apiVersion} ${kind}`);
  }

  groupVersion(apiVersion: string): GroupVersion | undefined {
    return this.#byApiVersion.get(apiVersion);
  }

  group(name: string): Group | undefined {
    return this.#byName.get(name);
  }

  #pluralsOf({ group, version }: KindDefinition): Map<string, KindDefinition> {
    let versions = this.#byPath.get(group);
    if (versions === undefined) {
      versions = new Map();
      this.#byPath.set(group, versions);
    }
    let plurals = versions.get(version);
    if (plurals === undefined) {
      plurals = new Map();
      versions.set(version, plurals);
    }
    return plurals;
  }
}

function versionsOf(
  group: string,
  versions: ReadonlyMap<string, readonly KindDefinition[]>,
  before: KindTable | undefined,
): readonly GroupVersion[] {
  const names = [...versions.keys()].sort(compareVersions);
  return names.map((version) => {
    const apiVersion = apiVersionOf({ group, version });
    const kinds = (versions.get(version) ?? []).toSorted((left, right) =>
      left.plural < right.plural ? -1 : left.plural > right.plural ? 1 : 0,
    );
    const known = before?.groupVersion(apiVersion);
    if (known !== undefined && isSameList(known.kinds, kinds)) return known;
    return { group, version, apiVersion, kinds };
  });
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The table of a catalogue, built anew when its definitions have changed. */
export class CurrentKinds {
  readonly #catalogue: KindCatalogue;
  #definitions: readonly KindDefinition[] | undefined;
  #table: KindTable | undefined;

  constructor(catalogue: KindCatalogue) {
    this.#catalogue = catalogue;
  }

  /** The same object until a kind comes or goes. */
  get table(): KindTable {
    const definitions = this.#catalogue.definitions();
    if (this.#table === undefined || definitions !== this.#definitions) {
      this.#definitions = definitions;
      this.#table = new KindTable(definitions, this.#table);
    }
    return this.#table;
  }
}
