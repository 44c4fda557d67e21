import type { KindFilter, KubernetesObject } from "@engenho/core";

/** The filter of a watch: kinds, groups, namespace. */
export interface EventFilter {
  /** The kind names that can match; `undefined` for all. */
  readonly kinds: readonly string[] | undefined;
  accepts(object: KubernetesObject): boolean;
}

/** Combines a KindFilter and a namespace into a predicate that allocates nothing per event. */
export function compileEventFilter(kinds: KindFilter | undefined, namespace: string | undefined): EventFilter {
  const wanted = kinds?.kinds;
  const inNamespace = (object: KubernetesObject) =>
    namespace === undefined || (object.metadata.namespace ?? "") === namespace;
  if (kinds === undefined || wanted === undefined) return { kinds: undefined, accepts: inNamespace };
  return {
    kinds: [...new Set(wanted.map((selector) => (typeof selector === "string" ? selector : selector.kind)))],
    accepts: (object) => kinds.matches(object) && inNamespace(object),
  };
}
