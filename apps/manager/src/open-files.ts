import { readFileSync } from "node:fs";

/** The file descriptors needed besides connections: for Node itself, the program's files, the kubeconfig. */
const reserved = 32;
const least = 4;

/**
 * How many connections the process may have open: accepting without a free descriptor drops the client silently, so there
 * must always be one. `limits` is the text of /proc/self/limits; without it the limit is unknown.
 */
export function connectionsWithin(limits: string | undefined): number {
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  return Math.max(files - reserved, least);
}

/** {@link connectionsWithin} for this process. */
export function availableConnections(): number {
  if (process.platform !== "linux") return connectionsWithin(undefined);
  try {
    return connectionsWithin(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return connectionsWithin(undefined);
  }
}
