import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { silentLogger } from "@engenho/core";
import { createLmdbStore } from "@engenho/store-lmdb";
import { expect, it } from "vitest";
import { configMap, configMaps, dataDirectories } from "./support/data-directories.js";

const newDirectory = dataDirectories();

/**
 * Data directories written by earlier versions: every format must remain readable. Each was filled with ConfigMaps a (updated once), b
 * (deleted) and large (30,000 bytes). That of format 2 was left behind by a kill, with everything in its journal.
 */
it.each<readonly [string, Readonly<Record<string, string>>]>([
  ["format 1", { "store.mdb": "format-1.mdb.gz" }],
  ["format 2", { "store.mdb": "format-2.mdb.gz", "journal-0000000000000001": "format-2.journal.gz" }],
])("%s is read, with its history, and written on", async (_format, files) => {
  const directory = newDirectory();
  mkdirSync(directory);
  for (const [name, fixture] of Object.entries(files)) {
    const file = new URL(`fixtures/${fixture}`, import.meta.url);
    writeFileSync(join(directory, name), gunzipSync(readFileSync(file)));
  }
  const store = await createLmdbStore({ directory, logger: silentLogger });
  const { items, resourceVersion } = await store.list(configMaps);
  expect(items.map(({ metadata }) => metadata.name)).toEqual(["a", "large"]);
  expect(items[0]).toMatchObject({ data: { value: "second" }, metadata: { resourceVersion: "4" } });
  expect(items[1]).toMatchObject({ data: { value: "x".repeat(30_000) } });
  expect(resourceVersion).toBe("6");
  const signal = await store.watch({ resourceVersion: "2" }).next();
  expect(
    signal?.type === "events" && signal.events.map(({ type, object }) => `${type} ${object.metadata.name}`),
  ).toEqual(["ADDED b", "MODIFIED a", "ADDED large", "DELETED b"]);
  expect((await store.create(configMap("c"))).metadata.resourceVersion).toBe("7");
  await store.close();
});
