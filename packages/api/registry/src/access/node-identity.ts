import type { User } from "@engenho/core";

const prefix = "system:node:";

/** The node that a user is the kubelet of; undefined for other users, `""` for a node without a name (upstream: nodeidentifier). */
export function nodeOf({ name, groups = [] }: User): string | undefined {
  return name.startsWith(prefix) && groups.includes("system:nodes") ? name.slice(prefix.length) : undefined;
}
