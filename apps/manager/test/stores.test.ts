import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { defaultManagerOptions, startManager } from "@engenho/manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCommandLine } from "../src/command-line.js";
import { chosenStore } from "../src/stores/store-catalogue.js";

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept", namespace: "default" } };

describe("the data directory", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (dataDir: string | undefined, store?: "lmdb") =>
    startManager(
      { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, dataDir, store },
      { logger: silentLogger },
    );
  const run = (...argv: string[]) =>
    readCommandLine({ argv, program: "engenho", env: {}, tell: () => undefined }, "0.0.0");

  it("alone chooses the store that keeps objects in it", () => {
    expect(chosenStore({ store: undefined, dataDir: "/data", etcdServers: [] })).toBe("lmdb");
    expect(chosenStore({ store: "memory", dataDir: "/data", etcdServers: [] })).toBe("memory");
    expect(chosenStore({ store: undefined, dataDir: undefined, etcdServers: [] })).toBe("memory");
    // The data directory has the program's credentials then.
    const etcdServers = ["http://127.0.0.1:1"];
    expect(chosenStore({ store: undefined, dataDir: "/data", etcdServers })).toBe("etcd");
  });

  it("keeps objects across a restart, is refused to a second program, and can be backed up meanwhile and restored", async () => {
    const dataDir = join(folder, "data");
    const before = await start(dataDir);
    const created = await before.store.create(configMap);
    await expect(start(dataDir)).rejects.toThrow(
      `--data-dir: the data directory ${dataDir} is in use by process ${process.pid}`,
    );
    const backup = join(folder, "backup");
    const printed = await run("backup", backup, "--data-dir", dataDir);
    expect(printed.type === "print" && printed.text).toContain(`${dataDir} -> ${backup}: `);
    await before.stop();
    await run("restore", `--data-dir=${join(folder, "other")}`, backup);
    for (const directory of [dataDir, join(folder, "other")]) {
      const after = await start(directory);
      expect(await after.store.get(configMap, created.metadata)).toEqual(created);
      expect(after.token).toBe(before.token);
      await after.stop();
    }
  });

  it.each([
    [["backup"], 2, "usage: engenho backup <file> --data-dir <dir>"],
    [["restore", "file"], 2, "usage: engenho restore <file> --data-dir <dir>"],
    [["backup", "a", "b", "--data-dir", "c"], 2, "usage: engenho backup"],
    [["restore", "/nowhere/file", "--data-dir", "/nowhere/data"], 1, "there is no backup /nowhere/file"],
  ])("%j: exit code %i, %s", async (argv, exitCode, message) => {
    await expect(run(...argv)).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) });
  });

  it("that is a file, or --store lmdb without one, is a usage error", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(start(file)).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining("of --data-dir") });
    await expect(start(undefined, "lmdb")).rejects.toMatchObject({
      exitCode: 2,
      message: "--store lmdb needs --data-dir <dir>",
    });
  });
});
