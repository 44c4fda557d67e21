import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { backUpDataDirectory, createLmdbStore, DataDirectoryError, restoreDataDirectory } from "@engenho/store-lmdb";
import { beforeAll, describe, expect, it } from "vitest";
import { Journal } from "../src/journal.js";
import { journalFileName, readJournal } from "../src/journal-files.js";
import { frameHead } from "../src/journal-frames.js";
import { configMap, configMaps, dataDirectories } from "./support/data-directories.js";
import { journalFiles, leaveBehind } from "./support/killed-directory.js";

const newPath = dataDirectories();
const since = "2026-01-01T00:00:00.000Z";

/** The objects of a directory and the events since the first version, as text. Closes the store. */
async function contentOf(directory: string): Promise<string> {
  const store = await createLmdbStore({ directory, logger: silentLogger });
  try {
    const { items, resourceVersion } = await store.list(configMaps);
    const watch = store.watch({ resourceVersion: "1" });
    const signal = Number(resourceVersion) > 1 ? await watch.next() : undefined;
    watch.close();
    return JSON.stringify([items, resourceVersion, signal]);
  } finally {
    await store.close();
  }
}

describe("the journal of a killed process", () => {
  const killed = newPath();
  /** The content after each acknowledged write. */
  let content = "";

  beforeAll(async () => {
    const directory = newPath();
    await leaveBehind([directory, killed], async (store) => {
      for (const name of ["a", "b", "c"]) await store.create(configMap(name, { value: "ü".repeat(200) }));
      await store.update({
        ...(await store.get(configMaps, { namespace: "default", name: "a" })),
        data: { value: "2" },
      });
      await store.delete(configMaps, { namespace: "default", name: "b" });
    });
    content = await contentOf(directory);
  });

  const copy = (): string => {
    const directory = newPath();
    cpSync(killed, directory, { recursive: true });
    return directory;
  };

  it("is applied at the next start, with its history, and not lost at the one after", async () => {
    const directory = copy();
    expect(await contentOf(directory)).toBe(content);
    expect(journalFiles(directory)).toEqual([]);
    expect(await contentOf(directory)).toBe(content);
  });

  it("is part of a backup, and of a directory restored from it", async () => {
    const [file, restored] = [newPath(), newPath()];
    expect((await backUpDataDirectory({ directory: copy(), file, since })).objects).toBe(2);
    await restoreDataDirectory({ file, directory: restored, since });
    expect(await contentOf(restored)).toBe(content);
  });

  it("ends before the batch that the kill interrupted, wherever that was truncated", async () => {
    const directory = copy();
    const [name] = journalFiles(directory) as [string];
    const whole = readFileSync(join(directory, name));
    const payload = Buffer.from("never acknowledged");
    const frame = Buffer.concat([frameHead(readJournal(directory).frames.length + 1, payload), payload]);
    for (let length = 1; length < frame.length; length++) {
      writeFileSync(join(directory, name), Buffer.concat([whole, frame.subarray(0, length)]));
      expect(readJournal(directory).files).toEqual([{ name, first: 1, size: whole.length }]);
    }
    writeFileSync(join(directory, name), Buffer.concat([whole, Buffer.alloc(5000)]));
    expect(await contentOf(directory)).toBe(content);
  });

  it("is rejected if any of its bits has flipped, or a file is missing", { timeout: 60_000 }, async () => {
    const directory = copy();
    const [name] = journalFiles(directory) as [string];
    const file = join(directory, name);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      writeFileSync(file, bytes);
      expect(() => readJournal(directory), `byte ${at}`).toThrow();
    }
    const random = seededRandom(3);
    for (let trial = 0; trial < 10; trial++) {
      const bytes = Buffer.from(whole);
      const at = Math.floor(random.next() * whole.length);
      bytes[at] = (bytes[at] as number) ^ 0x10;
      writeFileSync(file, bytes);
      await expect(contentOf(directory)).rejects.toThrow(DataDirectoryError);
    }
    rmSync(file);
    await expect(contentOf(directory)).rejects.toThrow("is damaged (the journal after batch 0 is missing)");
    writeFileSync(file, whole);
    renameSync(file, join(directory, journalFileName(2)));
    await expect(contentOf(directory)).rejects.toThrow("is damaged (batch 2 is missing in ");
  });
});

describe("a journal", () => {
  const start = (directory: string) => Journal.open({ directory, next: 1, files: [] });

  it("continues where it ended, and truncates a batch that was never acknowledged", async () => {
    const directory = newPath();
    mkdirSync(directory);
    const first = await start(directory);
    for (const text of ["one", "two"]) await first.append(Buffer.from(text));
    await first.close();
    const file = join(directory, journalFileName(1));
    truncateSync(file, readFileSync(file).length - 1);
    const { frames, files } = readJournal(directory);
    expect(frames.map(({ payload }) => payload.toString())).toEqual(["one"]);
    const second = await Journal.open({ directory, next: 2, files });
    expect(await second.append(Buffer.from("three"))).toMatchObject({ sequence: 2, size: 5 });
    await second.close();
    expect(readJournal(directory).frames.map(({ sequence, payload }) => [sequence, payload.toString()])).toEqual([
      [1, "one"],
      [2, "three"],
    ]);
  });

  it("starts a new file after 16 MiB, and removes files whose batches have all been applied", async () => {
    const directory = newPath();
    mkdirSync(directory);
    const journal = await start(directory);
    const large = Buffer.alloc(9 * 1024 * 1024, 1);
    for (let count = 0; count < 5; count++) await journal.append(large);
    expect(journalFiles(directory)).toEqual([1, 3, 5].map(journalFileName));
    expect(readJournal(directory).frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    await journal.removeApplied(1);
    expect(journalFiles(directory)).toEqual([1, 3, 5].map(journalFileName));
    await journal.removeApplied(4);
    expect(journalFiles(directory)).toEqual([journalFileName(5)]);
    await journal.removeApplied(5);
    expect(journalFiles(directory)).toEqual([journalFileName(5)]);
    await journal.close();
    await journal.remove();
    expect(journalFiles(directory)).toEqual([]);
  });

  it("rejects batches after its files are closed", async () => {
    const directory = newPath();
    mkdirSync(directory);
    const journal = await start(directory);
    await journal.close();
    await expect(journal.append(Buffer.from("late"))).rejects.toThrow();
    expect(readJournal(directory).frames).toEqual([]);
  });
});
