import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type ConfigMap, configMaps, type ObjectList, silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createLmdbStore, DataDirectoryError } from "@engenho/store-lmdb";
import { afterAll, describe, expect, it } from "vitest";
import { faultsOr, seed } from "./campaign-settings.js";
import { ModelDisk, parseDiskLog } from "./disk-log.js";
import { compileShim, type DiskFault, DiskFaults, failingCalls, failingFiles } from "./disk-shim.js";
import { WriterStory } from "./writer-story.js";

const folder = mkdtempSync(join(tmpdir(), "engenho-disk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const shim = join(folder, "shim.so");
const noShim = compileShim(shim);
if (noShim !== undefined) console.warn(`skipped: ${noShim}`);

const faults = faultsOr(30);
const timeoutMs = 120_000 + faults * 6_000;

/** Starts a script of tests/support that writes to a directory. */
function startWriter(script: string, directory: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const path = fileURLToPath(new URL(`../support/${script}`, import.meta.url));
  return spawn(process.execPath, [path, directory, String(seed)], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, LD_PRELOAD: shim, ...environment },
  });
}

function linesOf(child: ChildProcess, onLine: (line: string) => void) {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on("line", onLine);
  return once(lines, "close");
}

/** The content of a data directory, opened as after the end of its process; also checks that it can be written to. */
async function contentOf(directory: string): Promise<ObjectList<ConfigMap>> {
  const store = await createLmdbStore({ directory, logger: silentLogger });
  try {
    const list = await store.list<ConfigMap>(configMaps);
    await store.create({ ...configMaps, metadata: { namespace: "default", generateName: "after-" } });
    return list;
  } finally {
    await store.close();
  }
}

describe.skipIf(noShim !== undefined)("a power cut at any moment of a process that writes", () => {
  it(
    `leaves every acknowledged write, whichever sectors of the others have reached the disk (${faults} cuts)`,
    async () => {
      const random = seededRandom(seed);
      const logFile = join(folder, "disk.log");
      const child = startWriter("lmdb-writer.mjs", join(folder, "written"), { ENGENHO_DISK_LOG: logFile });
      let told = 0;
      const closed = linesOf(child, (line) => {
        // Long enough for pages to be reused several times.
        if (line.startsWith('["told"') && ++told === 400) child.kill("SIGKILL");
      });
      await Promise.all([once(child, "exit"), closed]);
      const steps = parseDiskLog(readFileSync(logFile));
      expect(steps.filter(({ type }) => type === "synced" || type === "durable").length).toBeGreaterThan(50);
      const cuts = Array.from({ length: faults }, () => Math.floor(random.next() * steps.length)).sort((a, b) => a - b);
      const disk = new ModelDisk(random);
      const story = new WriterStory();
      const directory = join(folder, "cut");
      let inFlight = 0;
      for (const [index, step] of steps.entries()) {
        disk.take(step);
        if (step.type === "said") story.takeText(step.text);
        for (; cuts[0] === index; cuts.shift()) {
          const at = `seed ${seed}, behind step ${index} of ${steps.length}`;
          if (disk.isCaching) inFlight++;
          rmSync(directory, { recursive: true, force: true });
          mkdirSync(directory);
          for (const [name, bytes] of disk.cutPower()) writeFileSync(join(directory, name), bytes);
          const content = await contentOf(directory).catch((error: Error) => {
            throw new Error(`${at}: ${error.message}`, { cause: error });
          });
          expect(story.contradictions(content), at).toEqual([]);
        }
      }
      expect(inFlight).toBeGreaterThan(0);
    },
    timeoutMs,
  );
});

describe.skipIf(noShim !== undefined)("calls to the disk that fail", () => {
  const { EIO, ENOSPC, EROFS, EMFILE } = constants.errno;
  const half = 0;
  const { writes, syncs, opens } = failingCalls;
  // A write that fails with an errno makes lmdb 3.5 write beyond the end of a buffer: its process may be ended by that, see docs/faults.md.
  const mayEnd = (fault: DiskFault) =>
    fault.files === failingFiles.data && (fault.calls & writes) !== 0 && fault.errno !== half;

  function randomFault(below: (limit: number) => number): DiskFault {
    const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
    const counts = { after: below(6), count: 1 + below(8) };
    // The journal is written synchronously.
    if (below(2) === 0) {
      return { files: failingFiles.journal, calls: writes, errno: pick([EIO, ENOSPC, EROFS, half]), ...counts };
    }
    const calls = pick([writes, syncs, writes | syncs, syncs | opens, writes | syncs | opens]);
    const errno = pick((calls & opens) === 0 ? [EIO, ENOSPC, half, half] : [EIO, EMFILE, half]);
    return { files: failingFiles.data, calls, errno, ...counts };
  }

  it(
    `refuse writes with a Status: reads go on, writes do so afterwards, and nothing is lost or damaged (${faults} faults)`,
    async () => {
      const random = seededRandom(seed);
      const below = (limit: number) => Math.floor(random.next() * limit);
      const directory = join(folder, "failing");
      const faultFile = join(folder, "faults");
      const disk = new DiskFaults(faultFile);
      const story = new WriterStory();
      const start = async () => {
        const { opened } = story;
        const environment = { ENGENHO_DISK_FAULT: faultFile };
        const started = new RunningWriter(startWriter("disk-writer.mjs", directory, environment), story);
        await started.until(`seed ${seed}: the directory is opened`, () => story.opened > opened);
        return started;
      };
      let writer = await start();
      let isDoomed = false;
      for (let fault = 0; fault < faults; fault++) {
        const chosen = randomFault(below);
        const at = `seed ${seed}, fault ${fault}: ${JSON.stringify(chosen)}`;
        const failed = disk.failed;
        // Damage may be detected later in the process's life.
        isDoomed ||= mayEnd(chosen);
        disk.inject(chosen);
        await writer.until(at, () => disk.failed > failed);
        await sleep(below(20));
        disk.heal();
        const { told } = story;
        await writer.until(at, () => story.told > told + 4);
        if (!writer.hasEnded) continue;
        expect(isDoomed, `${at}: the process has ended`).toBe(true);
        isDoomed = false;
        expect(story.contradictions(await contentOf(directory)), at).toEqual([]);
        writer = await start();
      }
      await writer.end();
      disk.close();
      expect(story.complaints, `seed ${seed}`).toEqual([]);
      expect(story.refused).toBeGreaterThan(0);
      expect(story.contradictions(await contentOf(directory)), `seed ${seed}`).toEqual([]);
    },
    timeoutMs,
  );
});

/** A writing process, with the log of its writes. */
class RunningWriter {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  hasEnded = false;

  constructor(child: ChildProcess, story: WriterStory) {
    this.#child = child;
    this.#closed = linesOf(child, (line) => story.take(line)).then(() => {
      this.hasEnded = true;
    });
  }

  /** Waits until something has happened, or the process has ended. */
  async until(what: string, hasHappened: () => boolean): Promise<void> {
    for (let turn = 0; !hasHappened() && !this.hasEnded; turn++) {
      if (turn > 3_000) throw new Error(`nothing happened: ${what}`);
      await sleep(10);
    }
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#closed;
  }
}

describe("a copy of a data file that is written to", () => {
  it("is rejected as damaged, or contains only written data: nothing crashes, and no data are invented", async () => {
    const directory = join(folder, "live");
    const path = fileURLToPath(new URL("../support/lmdb-writer.mjs", import.meta.url));
    const child = spawn(process.execPath, [path, directory, String(seed)], { stdio: ["ignore", "pipe", "inherit"] });
    const story = new WriterStory();
    const closed = linesOf(child, (line) => story.take(line));
    await once(child.stdout as NodeJS.ReadableStream, "data");
    const copies = 15;
    const directories: string[] = [];
    for (let copy = 0; copy < copies; copy++) {
      await sleep(30);
      const target = join(folder, `copy-${copy}`);
      mkdirSync(target);
      copyFileSync(join(directory, "store.mdb"), join(target, "store.mdb"));
      directories.push(target);
    }
    child.kill("SIGKILL");
    await closed;
    for (const target of directories) {
      const content = await contentOf(target).catch((error: unknown) => {
        if (error instanceof DataDirectoryError) return undefined;
        throw error;
      });
      if (content !== undefined) expect(story.inventions(content)).toEqual([]);
    }
  }, 60_000);
});
