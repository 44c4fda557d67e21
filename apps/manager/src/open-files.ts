import { readFileSync } from "node:fs";

/** What the process needs beside connections: what Node opens for itself, the files of the program, the kubeconfig. */
const reserved = 32;
const least = 4;

/**
 * How many connections the process may have open: an accept that finds no free descriptor drops its client unseen, so
 * that there has to be one always. `limits` is the text of /proc/self/limits; where there is none, nobody can tell.
 */
export function connectionsWithin(limits: string | undefined): number {
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  return Math.max(files - reserved, least);
}

/** `connectionsWithin` of this process. */
export function availableConnections(): number {
  if (process.platform !== "linux") return connectionsWithin(undefined);
  try {
    return connectionsWithin(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return connectionsWithin(undefined);
  }
}
