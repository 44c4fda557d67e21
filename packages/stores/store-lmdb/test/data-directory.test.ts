import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createLmdbStore, DataDirectoryError } from "@engenho/store-lmdb";
import { describe, expect, it } from "vitest";
import { readDataFile } from "../src/data-file.js";
import { encodeOperations } from "../src/encode-operations.js";
import type { Operation } from "../src/environment.js";
import { encodeRecord, formatKey } from "../src/records.js";
import { openEnvironment } from "../src/writer-thread.js";
import { configMap, configMaps, dataDirectories } from "./support/data-directories.js";

const newDirectory = dataDirectories();
const open = (directory: string) => createLmdbStore({ directory, logger: silentLogger });

/** The records of a data file, read without LMDB. */
function recordsOf(file: string): Map<string, string> {
  const records = new Map<string, string>();
  const descriptor = openSync(file, "r");
  try {
    readDataFile(descriptor, (key, value) => records.set(key.toString("latin1"), value.toString("latin1")));
  } finally {
    closeSync(descriptor);
  }
  return records;
}

describe("the reader of data files", () => {
  it("reads what LMDB wrote, after each of many transactions", { timeout: 60_000 }, async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    const file = join(directory, "store.mdb");
    writeFileSync(file, "");
    const environment = await openEnvironment(file);
    const random = seededRandom(7);
    const below = (limit: number) => Math.floor(random.next() * limit);
    const model = new Map<string, string>();
    for (let transaction = 0; transaction < 60; transaction++) {
      const operations: Operation[] = [];
      for (let count = below(150); count >= 0; count--) {
        const key = String(below(3000)).padStart(4 + below(40), "x");
        if (below(3) === 0) {
          operations.push({ type: "delete", key: Buffer.from(key) });
          model.delete(key);
        } else {
          const value = String(transaction).repeat(below(below(10) === 0 ? 20_000 : 1500) + 1);
          operations.push({ type: "put", key: Buffer.from(key), value: Buffer.from(value) });
          model.set(key, value);
        }
      }
      await environment.write(encodeOperations(operations));
      expect(recordsOf(file)).toEqual(model);
    }
    await environment.close();
  });
});

it("a record that is replaced by a smaller one in the same transaction keeps its pages, and is intact", async () => {
  const directory = newDirectory();
  mkdirSync(directory);
  const file = join(directory, "store.mdb");
  writeFileSync(file, "");
  const environment = await openEnvironment(file);
  const put = (length: number): Operation => ({ type: "put", key: Buffer.from("k"), value: Buffer.alloc(length, "v") });
  for (const lengths of [[40_000, 20_000], [30_000, 10], [10], [20_000, 0]]) {
    await environment.write(encodeOperations(lengths.map(put)));
    expect(recordsOf(file)).toEqual(new Map([["k", "v".repeat(lengths.at(-1) as number)]]));
  }
  await environment.close();
});

describe("a damaged data file", () => {
  it("is rejected with an error that says what to do, or served unchanged: 200 flipped bits, 50 truncations", {
    timeout: 120_000,
  }, async () => {
    const directory = newDirectory();
    const store = await open(directory);
    for (let index = 0; index < 60; index++)
      await store.create(configMap(`m${index}`, { value: "x".repeat(index * 30) }));
    await store.create(configMap("large", { value: "y".repeat(30_000) }));
    for (let index = 0; index < 30; index++)
      await store.delete(configMaps, { namespace: "default", name: `m${index}` });
    const intact = JSON.stringify((await store.list(configMaps)).items);
    await store.close();
    const original = join(directory, "store.mdb");
    const { size } = statSync(original);
    const random = seededRandom(42);
    const damaged = newDirectory();
    mkdirSync(damaged);
    const file = join(damaged, "store.mdb");
    let refused = 0;
    for (let trial = 0; trial < 250; trial++) {
      copyFileSync(original, file);
      const place = Math.floor(random.next() * size);
      if (trial < 200) {
        const bytes = readFileSync(file);
        // Every fourth one hits a meta page, the root of all data.
        const at = trial % 4 === 0 ? (place % 2) * 8192 + (place % 170) : place;
        bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random.next() * 8));
        writeFileSync(file, bytes);
      } else {
        truncateSync(file, place);
      }
      const outcome = await open(damaged).then(
        async (opened) => {
          const { items } = await opened.list(configMaps);
          await opened.close();
          return JSON.stringify(items);
        },
        (error: Error) => error,
      );
      if (outcome instanceof DataDirectoryError) {
        refused++;
        expect(outcome.message).toMatch(
          new RegExp(
            `^the data directory ${damaged} is damaged \\(.+\\) and was not opened: restore it from a backup \\(engenho restore\\)$`,
          ),
        );
      } else if (outcome !== intact && statSync(file).size > 0) {
        throw new Error(`trial ${trial} (place ${place}) was served: ${String(outcome).slice(0, 200)}`);
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it("is reported when a record is damaged after the start and read later", async () => {
    const directory = newDirectory();
    const first = await createLmdbStore({ directory, logger: silentLogger, watchHistoryLimit: 1 });
    await first.create(configMap("a", { value: "intact" }));
    // The objects of the last commits are read at the start, with the history.
    await first.create(configMap("b"));
    await first.create(configMap("c"));
    await first.close();
    const store = await createLmdbStore({ directory, logger: silentLogger, watchHistoryLimit: 1 });
    const file = join(directory, "store.mdb");
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf("intact"); at >= 0; at = bytes.indexOf("intact", at + 1)) bytes[at] = 0x49;
    const descriptor = openSync(file, "r+");
    writeFileSync(descriptor, bytes);
    closeSync(descriptor);
    await expect(store.get(configMaps, { namespace: "default", name: "a" })).rejects.toMatchObject({
      code: "InternalError",
      message: `the data directory ${directory} is damaged at /ConfigMap/default/a: stop the program and restore the directory from a backup (engenho restore)`,
    });
    expect((await store.get(configMaps, { namespace: "default", name: "b" })).metadata.name).toBe("b");
    await store.close();
  });
});

describe("the lock", () => {
  it("rejects a second store, in this process or another, and names the holder", async () => {
    const directory = newDirectory();
    const store = await open(directory);
    await expect(open(directory)).rejects.toThrow(
      new RegExp(
        `^the data directory ${directory} is in use by process ${process.pid} on .+, since 20.+Z: stop that process, or use another directory$`,
      ),
    );
    await store.close();
    await (await open(directory)).close();
  });

  it("of a killed process can be taken", { timeout: 30_000 }, async () => {
    const directory = newDirectory();
    mkdirSync(directory);
    const script = `require("node:net").createServer().listen(process.argv[1], () => console.log("listening"))`;
    const holder = spawn(process.execPath, ["-e", script, join(directory, "lock.sock")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(holder.stdout, "data");
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await (await open(directory)).close();
  });

  it("works in a directory whose path is longer than a socket address may be", async () => {
    const directory = join(newDirectory(), "x".repeat(120));
    const store = await open(directory);
    await expect(open(directory)).rejects.toThrow("is in use by process");
    await store.close();
  });
});

describe("a directory that cannot be used", () => {
  it("of a newer format is rejected", async () => {
    const directory = newDirectory();
    await (await open(directory)).close();
    const environment = await openEnvironment(join(directory, "store.mdb"));
    await environment.write(
      encodeOperations([{ type: "put", key: formatKey, value: encodeRecord(formatKey, 0, "3") }]),
    );
    await environment.close();
    await expect(open(directory)).rejects.toThrow(
      `the data directory ${directory} has format 3, but this version of engenho reads the formats 1 and 2: use a newer version`,
    );
  });

  it("that is a file, or below one, is rejected", async () => {
    const directory = newDirectory();
    writeFileSync(directory, "");
    await expect(open(directory)).rejects.toThrow(`the data directory ${directory} cannot be created`);
    await expect(open(join(directory, "below"))).rejects.toThrow("cannot be created");
  });

  it.each([
    ["is removed", (directory: string) => rmSync(directory, { recursive: true })],
    [
      "is replaced by an empty one",
      (directory: string) => {
        rmSync(directory, { recursive: true });
        mkdirSync(directory);
      },
    ],
  ])("%s while the store runs: writes fail, reads still work, and nothing is written there", async (_what, change) => {
    const directory = newDirectory();
    const store = await open(directory);
    const made = await store.create(configMap("a", { value: "kept" }));
    change(directory);
    const files = () => (existsSync(directory) ? readdirSync(directory).sort() : undefined);
    const before = files();
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(store.create(configMap("b"))).rejects.toMatchObject({
        code: "InternalError",
        message: expect.stringMatching(/journal-\d+ was removed or replaced while the program runs$/),
      });
    }
    expect((await store.list(configMaps)).items).toEqual([made]);
    expect(files()).toEqual(before);
    await store.close();
  });

  it("that cannot be opened for another reason is reported in one sentence, too", async () => {
    const directory = newDirectory();
    mkdirSync(join(directory, "store.mdb"), { recursive: true });
    const opening = open(directory);
    await expect(opening).rejects.toBeInstanceOf(DataDirectoryError);
    await expect(opening).rejects.toThrow(`the data directory ${directory} cannot be used: EISDIR`);
  });
});
