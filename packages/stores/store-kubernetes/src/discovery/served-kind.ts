import type { ServedKind } from "@engenho/core";

/** A kind of the server, with what requests need to know of it. */
export interface DiscoveredKind extends ServedKind {
  /** The API group; `""` is the core group. */
  readonly group: string;
}

/** Where the objects of a kind are: `/api/v1/namespaces/a/pods`, or without a namespace those of all. */
export function collectionPath({ apiVersion, plural, namespaced }: ServedKind, namespace: string | undefined): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inNamespace = namespaced && namespace !== undefined && namespace !== "";
  return inNamespace ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`;
}
