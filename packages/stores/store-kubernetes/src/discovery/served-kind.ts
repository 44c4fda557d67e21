import type { ServedKind } from "@engenho/core";

/** A kind of the server, with the data that requests for it need. */
export interface DiscoveredKind extends ServedKind {
  /** The API group; `""` is the core group. */
  readonly group: string;
}

/** The path of a collection: `/api/v1/namespaces/a/pods`, or without a namespace that of all namespaces. */
export function collectionPath({ apiVersion, plural, namespaced }: ServedKind, namespace: string | undefined): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inNamespace = namespaced && namespace !== undefined && namespace !== "";
  return inNamespace ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`;
}
