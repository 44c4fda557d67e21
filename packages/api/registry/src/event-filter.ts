import type { KindFilter, KubernetesObject } from "@engenho/core";

/** A compiled filter of a watch: which kinds, in which groups, in which namespace. */
export interface EventFilter {
  /** Kind names that can match; `undefined` for all. */
  readonly kinds: readonly string[] | undefined;
  accepts(object: KubernetesObject): boolean;
}

/** Compiles a KindFilter and a namespace into a test that allocates nothing per event. */
export function compileEventFilter(kinds: KindFilter | undefined, namespace: string | undefined): EventFilter {
  const wanted = kinds?.kinds;
  const inNamespace = (object: KubernetesObject) =>
    namespace === undefined || (object.metadata.namespace ?? "") === namespace;
  if (wanted === undefined) return { kinds: undefined, accepts: inNamespace };
  const groupsByKind = new Map<string, Set<string> | "any">();
  for (const selector of wanted) {
    if (typeof selector === "string") groupsByKind.set(selector, "any");
    else {
      const groups = groupsByKind.get(selector.kind);
      if (groups === undefined) groupsByKind.set(selector.kind, new Set([selector.group]));
      else if (groups !== "any") groups.add(selector.group);
    }
  }
  return {
    kinds: [...groupsByKind.keys()],
    accepts(object) {
      const groups = groupsByKind.get(object.kind);
      if (groups === undefined) return false;
      if (groups !== "any" && !someGroupHas(groups, object.apiVersion)) return false;
      return inNamespace(object);
    },
  };
}

function someGroupHas(groups: ReadonlySet<string>, apiVersion: string): boolean {
  for (const group of groups) {
    const inGroup =
      group === ""
        ? !apiVersion.includes("/")
        : apiVersion.charCodeAt(group.length) === slash && apiVersion.startsWith(group);
    if (inGroup) return true;
  }
  return false;
}

const slash = "/".charCodeAt(0);
