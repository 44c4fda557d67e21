import type { KindTable } from "../catalogue/kind-table.js";

const fixed: readonly string[] = [
  "/api",
  "/apis",
  "/healthz",
  "/healthz/ping",
  "/livez",
  "/livez/ping",
  "/readyz",
  "/readyz/ping",
  "/version",
];

/** `GET /` (metav1.RootPaths): the paths that are served. */
export function rootPaths(table: KindTable, extra: readonly string[]): object {
  const paths = [...fixed, ...extra];
  for (const group of table.groups) {
    if (group.name !== "") paths.push(`/apis/${group.name}`);
    for (const { apiVersion } of group.versions)
      paths.push(group.name === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`);
  }
  return { paths: paths.sort() };
}
