import { type CustomResourceDefinition, groupOf, type Stored } from "@engenho/core";
import { apiVersionOf, isStored, type KindDefinition } from "@engenho/registry";
import type { GroupKind } from "@engenho/storage";

/** Where the objects of a kind are stored, below the prefix of the cluster. */
export interface KindPlace {
  readonly kind: GroupKind;
  /** `pods`, `services/specs`, `example.com/widgets`. */
  readonly path: string;
  /** Whether the keys have a namespace before the name. */
  readonly namespaced: boolean;
  /** The version in which objects are stored; undefined for a custom kind, whose objects may have any of its versions. */
  readonly apiVersion: string | undefined;
}

/** The parts of a key. */
export interface ObjectPlace {
  readonly place: KindPlace;
  readonly namespace: string;
  readonly name: string;
}

/** The resources whose keys contain another name (upstream: kubeapiserver.SpecialDefaultResourcePrefixes). */
const specialPaths: ReadonlyMap<string, string> = new Map([
  ["/replicationcontrollers", "controllers"],
  ["/endpoints", "services/endpoints"],
  ["/nodes", "minions"],
  ["/services", "services/specs"],
  ["networking.k8s.io/ingresses", "ingress"],
]);
/**
 * The built-in groups whose keys begin with the group, like those of custom kinds, because kube-apiserver serves them by delegated servers.
 */
const groupedGroups: ReadonlySet<string> = new Set(["apiextensions.k8s.io", "apiregistration.k8s.io"]);

/** CustomResourceDefinition, whose objects define other kinds. */
export const definitionKind: GroupKind = { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" };

/**
 * The keys of a cluster, in kube-apiserver's layout: `<prefix>/<resource path>/<namespace>/<name>`. {@link define} and
 * {@link remove} add and remove custom kinds.
 */
export class KeyLayout {
  /** `/registry`. */
  readonly prefix: string;
  readonly #byKind = new Map<string, KindPlace>();
  readonly #byPath = new Map<string, KindPlace>();
  /** The custom kind of each definition. */
  readonly #custom = new Map<string, KindPlace>();

  /**
   * `builtIn`: the kinds, in all versions, whose keys do not contain their group. `others`: other kinds, whose keys do.
   * Kinds that are not stored, or are stored as another kind, have no place.
   */
  constructor(prefix: string, builtIn: readonly KindDefinition[], others: readonly KindDefinition[] = []) {
    this.prefix = normalPrefix(prefix);
    for (const definition of builtIn) this.#addDefinition(definition, groupedGroups.has(definition.group));
    for (const definition of others) this.#addDefinition(definition, definition.group !== "");
  }

  /** The kinds that currently have a place. */
  get places(): Iterable<KindPlace> {
    return this.#byKind.values();
  }

  /** The place of a kind; undefined if it is unknown. */
  placeOf({ group, kind }: GroupKind): KindPlace | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** The key of an object. */
  keyOf({ path, namespaced }: KindPlace, namespace: string, name: string): string {
    return `${this.prefix}/${path}/${namespaced ? `${namespace}/` : ""}${name}`;
  }

  /** The prefix of all keys of a kind. */
  startOf({ path }: KindPlace): string {
    return `${this.prefix}/${path}/`;
  }

  /** Parses a key; undefined if it is not that of an object of a known kind. */
  find(key: string): ObjectPlace | undefined {
    if (!key.startsWith(this.prefix) || key.charCodeAt(this.prefix.length) !== slash) return undefined;
    const first = key.indexOf("/", this.prefix.length + 1);
    if (first === -1) return undefined;
    const short = this.#byPath.get(key.slice(this.prefix.length + 1, first));
    if (short !== undefined) return placeIn(short, key.slice(first + 1));
    const second = key.indexOf("/", first + 1);
    if (second === -1) return undefined;
    const long = this.#byPath.get(key.slice(this.prefix.length + 1, second));
    return long === undefined ? undefined : placeIn(long, key.slice(second + 1));
  }

  /** Whether the kind of a definition has the place that the definition specifies. */
  isDefined(definition: Stored): boolean {
    const { group, names } = (definition as Stored<CustomResourceDefinition>).spec;
    const place = this.#custom.get(definition.metadata.name);
    return place?.kind.kind === names.kind && place.path === `${group}/${names.plural}`;
  }

  /**
   * Adds the kind of a definition. Undefined if its place, or the kind, belongs to another definition or a built-in
   * kind.
   */
  define(definition: Stored): KindPlace | undefined {
    const { group, names, scope } = (definition as Stored<CustomResourceDefinition>).spec;
    const path = `${group}/${names.plural}`;
    const kind = { group, kind: names.kind };
    // For example a built-in kind.
    if (this.placeOf(kind) !== undefined || this.#byPath.has(path)) return undefined;
    const place: KindPlace = { kind, path, namespaced: scope === "Namespaced", apiVersion: undefined };
    this.#custom.set(definition.metadata.name, place);
    this.#add(place);
    return place;
  }

  /** Removes the kind that the definition of this name has added, and returns its place. */
  remove(definitionName: string): KindPlace | undefined {
    const place = this.#custom.get(definitionName);
    if (place === undefined) return undefined;
    this.#custom.delete(definitionName);
    this.#byKind.delete(`${place.kind.group}/${place.kind.kind}`);
    this.#byPath.delete(place.path);
    return place;
  }

  #addDefinition(definition: KindDefinition, isGrouped: boolean): void {
    if (definition.storedAs !== undefined || !isStored(definition)) return;
    const { group, kind, plural, namespaced } = definition;
    const path = specialPaths.get(`${group}/${plural}`) ?? (isGrouped ? `${group}/${plural}` : plural);
    this.#add({ kind: { group, kind }, path, namespaced, apiVersion: apiVersionOf(definition) });
  }

  #add(place: KindPlace): void {
    this.#byKind.set(`${place.kind.group}/${place.kind.kind}`, place);
    this.#byPath.set(place.path, place);
  }
}

const slash = "/".charCodeAt(0);

function placeIn(place: KindPlace, rest: string): ObjectPlace | undefined {
  if (!place.namespaced) return rest === "" || rest.includes("/") ? undefined : { place, namespace: "", name: rest };
  const end = rest.indexOf("/");
  if (end <= 0 || end === rest.length - 1 || rest.includes("/", end + 1)) return undefined;
  return { place, namespace: rest.slice(0, end), name: rest.slice(end + 1) };
}

/** With a slash at the beginning and none at the end, as upstream (path.Join("/", prefix)). */
function normalPrefix(prefix: string): string {
  return `/${prefix.split("/").filter(Boolean).join("/")}`;
}

/** Whether an object is of the kind expected at a place, in a version that can be read. */
export function belongsAt(place: KindPlace, { apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
  if (kind !== place.kind.kind) return false;
  return place.apiVersion === undefined ? groupOf(apiVersion) === place.kind.group : apiVersion === place.apiVersion;
}
