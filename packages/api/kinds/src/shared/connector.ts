import type { SubresourceDefinition } from "@engenho/registry";

/** A subresource of core/v1 that connects clients to a pod, a service or a node; `kind` is that of its options. */
export function connector(name: string, kind: string): SubresourceDefinition {
  const verbs = name === "proxy" ? ["create", "delete", "get", "patch", "update"] : ["create", "get"];
  return Object.freeze({ name, verbs, body: { group: "", version: "v1", kind }, connects: true });
}
