import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { configMaps, services, silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createLmdbStore } from "@engenho/store-lmdb";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "engenho-lmdb-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a writer was told about an object before it was killed. */
interface Told {
  readonly version: number;
  /** Undefined: it was deleted. */
  readonly value: string | undefined;
}

/** One life of a process that writes to the directory until it is killed. */
class Writer {
  readonly process: ChildProcess;
  /** The acknowledged writes, by name, in order. */
  readonly told: (readonly [name: string, told: Told])[] = [];
  /** The values that were on their way, by name. */
  readonly sent = new Map<string, (string | undefined)[]>();
  readonly ended: Promise<unknown>;

  constructor(directory: string, { seed, pace }: { readonly seed: number; readonly pace: "lagging" | "hurried" }) {
    const script = fileURLToPath(new URL("support/lmdb-writer.mjs", import.meta.url));
    const args = [script, directory, String(seed), pace];
    this.process = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: this.process.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => {
      const [type, name, value, version] = JSON.parse(line) as [string, string, string | undefined, number];
      if (type === "sent") this.sent.set(name, [...(this.sent.get(name) ?? []), value ?? undefined]);
      else if (type === "told") this.told.push([name, { version, value: value ?? undefined }]);
      else this.process.emit("open");
    });
    this.ended = Promise.all([once(this.process, "exit"), once(lines, "close")]);
  }
}

const lives = Number(process.env.ENGENHO_KILLS ?? 8);

describe("a process that is killed at any point", () => {
  const title = "loses no acknowledged write, revives nothing, and hands out no resourceVersion or cluster IP twice";
  it(title, { timeout: 60_000 + lives * 15_000 }, async () => {
    const directory = join(folder, "killed");
    const seed = Number(process.env.ENGENHO_KILL_SEED ?? Math.floor(Math.random() * 1e9));
    const random = seededRandom(seed);
    const expected = new Map<string, Told>();
    const versions = new Set<number>();
    for (let life = 0; life < lives; life++) {
      const at = `seed ${seed}, life ${life}`;
      const writer = new Writer(directory, { seed: seed + life, pace: life % 2 === 0 ? "hurried" : "lagging" });
      await once(writer.process, "open");
      await new Promise((resolve) => setTimeout(resolve, random.next() * 400));
      writer.process.kill("SIGKILL");
      await writer.ended;
      for (const [name, told] of writer.told) {
        expect(versions.has(told.version), `${at}: version ${told.version} of ${name} twice`).toBe(false);
        versions.add(told.version);
        expected.set(name, told);
      }
      const store = await createLmdbStore({ directory, logger: silentLogger });
      const [found, ips] = [await store.list(configMaps), await store.list(services)];
      await store.close();
      const stored = new Map(found.items.map((item) => [item.metadata.name, item]));
      expect(Number(found.resourceVersion), at).toBeGreaterThanOrEqual(Math.max(1, ...versions));
      for (const name of new Set([...expected.keys(), ...stored.keys()])) {
        const item = stored.get(name);
        const value = item?.data?.value;
        const told = expected.get(name);
        // What was on its way when the process was killed may have arrived.
        const possible = [told?.value, ...(writer.sent.get(name) ?? [])];
        expect(possible, `${at}: ${name}`).toContain(value);
        if (item === undefined) expected.set(name, { version: 0, value: undefined });
        else expected.set(name, { version: Number(item.metadata.resourceVersion), value });
      }
      const addresses = ips.items.map(({ spec }) => spec?.clusterIP);
      expect(new Set(addresses).size, at).toBe(addresses.length);
      for (const { metadata } of [...found.items, ...ips.items]) {
        expect(Number(metadata.resourceVersion), at).toBeLessThanOrEqual(Number(found.resourceVersion));
      }
    }
    expect(versions.size).toBeGreaterThan(lives);
  });
});

describe("a full disk", () => {
  it("refuses writes with a Status, reads still work, it recovers when there is space, and nothing is damaged", async (context) => {
    const disk = join(folder, "disk");
    context.skip(!mountSmallDisk(disk), "a small file system cannot be mounted here");
    const open = () => createLmdbStore({ directory: join(disk, "data"), logger: silentLogger });
    let store = await open();
    try {
      writeFileSync(join(disk, "ballast"), Buffer.alloc(4 << 20));
      const acknowledged: string[] = [];
      const write = async (index: number) => {
        const metadata = { name: `m${String(index).padStart(5, "0")}`, namespace: "default" };
        await store.create({ ...configMaps, metadata, data: { value: "x".repeat(5000) } });
        acknowledged.push(metadata.name);
      };
      const failure = await (async () => {
        for (let index = 0; index < 5000; index++) await write(index);
      })().catch((error: Error) => error);
      expect(failure).toMatchObject({
        code: "InternalError",
        message: expect.stringMatching(/^nothing was written to the data directory .+: no space left on its disk/),
      });
      const names = async () => (await store.list(configMaps)).items.map(({ metadata }) => metadata.name);
      expect(await names()).toEqual(acknowledged);
      await expect(write(6000)).rejects.toMatchObject({ code: "InternalError" });
      rmSync(join(disk, "ballast"));
      await write(7000);
      expect(await names()).toEqual(acknowledged);
      await store.close();
      store = await open();
      expect(await names()).toEqual(acknowledged);
    } finally {
      await store.close();
      execFileSync("umount", [disk]);
    }
  });
});

/** Mounts a file system of 12 MB, for which one must be root on Linux. Returns whether it could. */
function mountSmallDisk(path: string): boolean {
  try {
    mkdirSync(path);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
