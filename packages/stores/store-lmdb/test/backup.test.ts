import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { backUpDataDirectory, createLmdbStore, restoreDataDirectory } from "@engenho/store-lmdb";
import { describe, expect, it } from "vitest";
import { configMap, configMaps, dataDirectories } from "./support/data-directories.js";

const newPath = dataDirectories();
const open = (directory: string) => createLmdbStore({ directory, logger: silentLogger });
const since = "2026-01-01T00:00:00.000Z";

describe("a backup", () => {
  it("of a directory that is being written to is consistent, and has the directory's other files", async () => {
    const [directory, file, restored] = [newPath(), newPath(), newPath()];
    const store = await open(directory);
    mkdirSync(join(directory, "pki"));
    writeFileSync(join(directory, "pki", "ca.key"), "secret");
    await store.create(configMap("first"));
    let isDone = false;
    const writing = (async () => {
      for (let index = 0; !isDone; index++) await store.create(configMap(`m${String(index).padStart(6, "0")}`));
    })();
    const { resourceVersion, objects } = await backUpDataDirectory({ directory, file, since });
    isDone = true;
    await writing;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const last = await store.create(configMap("last"));
    const all = (await store.list(configMaps)).items;
    await store.close();

    expect(await restoreDataDirectory({ file, directory: restored, since })).toEqual({ resourceVersion, objects });
    expect(readFileSync(join(restored, "pki", "ca.key"), "utf8")).toBe("secret");
    const modes = ["store.mdb", "pki", "pki/ca.key"].map((name) => statSync(join(restored, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700, 0o600]);
    const copy = await open(restored);
    const list = await copy.list(configMaps);
    expect(list.resourceVersion).toBe(resourceVersion);
    expect(list.items).toEqual(
      all.filter(({ metadata }) => Number(metadata.resourceVersion) <= Number(resourceVersion)),
    );
    expect(list.items).toHaveLength(objects);
    expect(list.items).not.toContainEqual(last);
    await copy.close();
  });

  it("can be made of a directory that is not in use, but not of a damaged one", async () => {
    const [directory, file] = [newPath(), newPath()];
    const store = await open(directory);
    await store.create(configMap("a", { value: "intact" }));
    await store.close();
    expect((await backUpDataDirectory({ directory, file, since })).objects).toBe(1);
    // LMDB's copies differ after odd and even numbers of transactions.
    const again = await open(directory);
    await again.create(configMap("b"));
    await again.close();
    expect((await backUpDataDirectory({ directory, file: newPath(), since })).objects).toBe(2);
    const data = join(directory, "store.mdb");
    const bytes = readFileSync(data);
    // Free pages contain it, too.
    for (let at = bytes.indexOf("intact"); at >= 0; at = bytes.indexOf("intact", at + 1)) bytes[at] = 0x49;
    writeFileSync(data, bytes);
    await expect(backUpDataDirectory({ directory, file: newPath(), since })).rejects.toThrow(
      "is damaged (the checksum",
    );
  });

  it("overwrites no file, and is not written into the data directory", async () => {
    const [directory, file] = [newPath(), newPath()];
    await expect(backUpDataDirectory({ directory, file, since })).rejects.toThrow(
      `${directory} is not a data directory`,
    );
    await (await open(directory)).close();
    writeFileSync(file, "mine");
    await expect(backUpDataDirectory({ directory, file, since })).rejects.toThrow(`${file} exists`);
    await expect(backUpDataDirectory({ directory, file: join(directory, "b"), since })).rejects.toThrow(
      "name another place",
    );
  });
});

describe("a restore", () => {
  it("rejects a file that is not a backup, and a directory that has data or is in use", async () => {
    const [directory, file] = [newPath(), newPath()];
    await (await open(directory)).close();
    await backUpDataDirectory({ directory, file, since });
    const other = newPath();
    writeFileSync(other, "no backup");
    const target = newPath();
    await expect(restoreDataDirectory({ file: other, directory: target, since })).rejects.toThrow("cannot be restored");
    await expect(restoreDataDirectory({ file: newPath(), directory: target, since })).rejects.toThrow(
      "there is no backup",
    );
    await expect(restoreDataDirectory({ file, directory, since })).rejects.toThrow("has data");
    const store = await open(directory);
    await expect(restoreDataDirectory({ file, directory, since })).rejects.toThrow("is in use by process");
    await store.close();
    const damaged = newPath();
    copyFileSync(file, damaged);
    const bytes = readFileSync(damaged);
    bytes[8192 * 2 + 60] = 1;
    bytes[30] = 7;
    writeFileSync(damaged, bytes);
    await expect(restoreDataDirectory({ file: damaged, directory: target, since })).rejects.toThrow(
      "cannot be restored",
    );
  });
});
