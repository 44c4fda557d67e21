import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigMap } from "@engenho/core";
import { afterAll } from "vitest";

/** Returns a function that names a new directory each time; all of them are removed after the tests of the file. */
export function dataDirectories(): () => string {
  const folder = mkdtempSync(join(tmpdir(), "engenho-lmdb-"));
  let directories = 0;
  afterAll(() => rmSync(folder, { recursive: true }));
  return () => join(folder, String(directories++));
}

export const configMaps = { apiVersion: "v1", kind: "ConfigMap" } as const;

export function configMap(name: string, data: Record<string, string> = {}): ConfigMap {
  return { ...configMaps, metadata: { name, namespace: "default" }, data };
}
