import type { Causes } from "@engenho/machinery";

/** Checks a path below a volume's root: relative, without backsteps, not starting with `..`. */
export function checkLocalPath(path: string, at: string, causes: Causes): void {
  checkDescendingPath(path, at, causes);
  if (path.startsWith("..") && !path.startsWith("../")) causes.invalid(at, path, "must not start with '..'");
}

/** Checks a relative path without backsteps. */
export function checkDescendingPath(path: string, at: string, causes: Causes): void {
  if (path.startsWith("/")) causes.invalid(at, path, "must be a relative path");
  checkNoBacksteps(path, at, causes);
}

/** Checks that no segment of a path is `..`. */
export function checkNoBacksteps(path: string, at: string, causes: Causes): void {
  if (path.split("/").includes("..")) causes.invalid(at, path, "must not contain '..'");
}
