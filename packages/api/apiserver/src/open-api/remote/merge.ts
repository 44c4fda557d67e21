import type { RemoteDocument } from "../../remote/remote-documents.js";
import { isObject, isSameJson, type JsonObject, membersOf } from "./json-value.js";
import { referencedDefinitions, renamed } from "./references.js";

/** The names in the document of this server itself. */
export interface OwnNames {
  hasPath(path: string): boolean;
  /** A definition as JSON; undefined if there is none of this name. */
  definition(name: string): JsonObject | undefined;
  /** A shared parameter, likewise. */
  parameter(name: string): JsonObject | undefined;
}

/** What remote services add to the OpenAPI v2 document of this server. */
export interface RemoteAdditions {
  readonly paths: ReadonlyMap<string, JsonObject>;
  readonly definitions: ReadonlyMap<string, JsonObject>;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  /** The kinds of this server's own definitions that services have, too: with those for which services use them. */
  readonly kinds: ReadonlyMap<string, readonly unknown[]>;
}

const kindsKey = "x-kubernetes-group-version-kind";

/**
 * Merges the documents of remote services as kube-aggregator does: of each the paths of its group version, and the definitions that these use or
 * nobody uses; what has a name that something else has is called `..._v2` (upstream: kube-openapi pkg/aggregator, FilterSpecByPaths,
 * MergeSpecsIgnorePathConflictRenamingDefinitionsAndParameters).
 */
export class RemoteMerge implements RemoteAdditions {
  readonly paths = new Map<string, JsonObject>();
  readonly definitions = new Map<string, JsonObject>();
  readonly parameters = new Map<string, JsonObject>();
  readonly kinds = new Map<string, readonly unknown[]>();
  readonly #own: OwnNames;

  constructor(own: OwnNames) {
    this.#own = own;
  }

  /** Adds a document. Throws Error, and adds nothing, if it is not an OpenAPI v2 document. */
  add({ group, version, v2 }: Omit<RemoteDocument, "name">): void {
    const document: unknown = JSON.parse(v2.toString());
    if (!isObject(document) || !isObject(document.paths)) throw new Error("it has no paths");
    const source = { definitions: objectsIn(document.definitions), parameters: objectsIn(document.parameters) };
    const prefix = `/apis/${group}/${version}/`;
    const paths = membersOf(document.paths).filter(
      (member): member is readonly [string, JsonObject] =>
        member[0].startsWith(prefix) &&
        isObject(member[1]) &&
        !this.#own.hasPath(member[0]) &&
        !this.paths.has(member[0]),
    );
    if (paths.length === 0) return;
    const used = referencedDefinitions(Object.values(document.paths), source);
    const needed = referencedDefinitions(
      paths.map(([, item]) => item),
      source,
    );
    const definitions = Object.entries(source.definitions).filter(([name]) => needed.has(name) || !used.has(name));
    const renames = {
      definitions: this.#newNames(definitions, (name) => this.#definition(name), kindsKey),
      parameters: this.#newNames(Object.entries(source.parameters), (name) => this.#parameter(name)),
    };
    const renews = renames.definitions.size > 0 || renames.parameters.size > 0;
    const final = (value: JsonObject) => (renews ? (renamed(value, renames) as JsonObject) : value);
    const ready = {
      paths: paths.map(([path, item]) => [path, final(item)] as const),
      definitions: definitions.map(([name, each]) => [renames.definitions.get(name) ?? name, final(each)] as const),
      parameters: Object.entries(source.parameters).map(
        ([name, each]) => [renames.parameters.get(name) ?? name, final(each)] as const,
      ),
    };
    for (const [path, item] of ready.paths) this.paths.set(path, item);
    for (const [name, definition] of ready.definitions) this.#addDefinition(name, definition);
    for (const [name, parameter] of ready.parameters) {
      if (this.#parameter(name) === undefined) this.parameters.set(name, parameter);
    }
  }

  #definition(name: string): JsonObject | undefined {
    return this.definitions.get(name) ?? this.#own.definition(name);
  }

  #parameter(name: string): JsonObject | undefined {
    return this.parameters.get(name) ?? this.#own.parameter(name);
  }

  /** The names of those whose own is that of something else. A name that the same thing has already is used again. */
  #newNames(
    members: readonly (readonly [name: string, value: JsonObject])[],
    known: (name: string) => JsonObject | undefined,
    ignored?: string,
  ): ReadonlyMap<string, string> {
    const names = new Set(members.map(([name]) => name));
    const renames = new Map<string, string>();
    const given = new Set<string>();
    for (const [name, value] of members) {
      const isSame = (other: JsonObject | undefined) => other !== undefined && isSameJson(other, value, ignored);
      if (known(name) === undefined || isSame(known(name))) continue;
      for (let number = 2; !renames.has(name); number++) {
        const next = `${name}_v${number}`;
        const other = known(next);
        if (other === undefined ? given.has(next) || names.has(next) : !isSame(other)) continue;
        renames.set(name, next);
        given.add(next);
      }
    }
    return renames;
  }

  /** One that is there already gets the kinds of the other. */
  #addDefinition(name: string, definition: JsonObject): void {
    const existing = this.#definition(name);
    if (existing === undefined) {
      this.definitions.set(name, definition);
      return;
    }
    const before = this.kinds.get(name) ?? existing[kindsKey];
    const kinds = mergedKinds(before, definition[kindsKey]);
    if (kinds === before) return;
    if (this.definitions.has(name)) this.definitions.set(name, { ...existing, [kindsKey]: kinds });
    else this.kinds.set(name, kinds as readonly unknown[]);
  }
}

/** The kinds of both, in order; `left` itself if that has all. */
function mergedKinds(left: unknown, right: unknown): unknown {
  if (!Array.isArray(right)) return left;
  const known = new Map((Array.isArray(left) ? left : []).map((kind) => [kindKey(kind), kind] as const));
  const size = known.size;
  for (const kind of right) if (!known.has(kindKey(kind))) known.set(kindKey(kind), kind);
  if (known.size === size) return left;
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

function kindKey(kind: unknown): string {
  const { group, version, kind: name } = isObject(kind) ? kind : {};
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return `${text(group)}/${text(version)}.${text(name)}`;
}

/** The members of an object that are objects. */
function objectsIn(value: unknown): Readonly<Record<string, JsonObject>> {
  const members = membersOf(value).filter((member): member is readonly [string, JsonObject] => isObject(member[1]));
  return Object.fromEntries(members);
}
