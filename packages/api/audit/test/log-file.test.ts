import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { AuditLogFile, type AuditLogFileOptions } from "@engenho/audit";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const halfMiB = "x".repeat(600_000);

describe("the audit log", () => {
  let folder: string;
  let clock: FakeClock;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
    clock = new FakeClock();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (options: Partial<AuditLogFileOptions> = {}) =>
    new AuditLogFile({ file: join(folder, "logs", "audit.log"), maxSizeMiB: 1, clock, ...options });
  const names = async () => (await readdir(join(folder, "logs"))).sort();

  it("has one line per event, is readable by its owner only, and continues after a restart", async () => {
    const log = open();
    log.write("one");
    await log.close();
    const again = open();
    again.write("two");
    await again.close();
    const file = join(folder, "logs", "audit.log");
    expect(await readFile(file, "utf8")).toBe("one\ntwo\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is renamed with the time of its rotation before it exceeds its maximum size", async () => {
    const log = open();
    for (let index = 0; index < 3; index++) log.write(halfMiB);
    await log.close();
    expect(await names()).toEqual([
      "audit-2025-01-01T00-00-00.000.log",
      "audit-2025-01-01T00-00-00.001.log",
      "audit.log",
    ]);
  });

  it("keeps at most the maximum number of old logs, and none beyond the maximum age", async () => {
    const log = open({ maxBackups: 2, maxAgeDays: 1 });
    for (let index = 0; index < 5; index++) {
      log.write(halfMiB);
      await clock.advance(1_000);
    }
    await log.close();
    expect(await names()).toHaveLength(3);
    await clock.advance(2 * 24 * 60 * 60 * 1000);
    const later = open({ maxBackups: 2, maxAgeDays: 1 });
    later.write(halfMiB);
    await later.close();
    expect(await names()).toEqual([expect.stringMatching(/^audit-2025-01-03T/), "audit.log"]);
  });

  it("compresses old logs, and leaves other files alone", async () => {
    const log = open({ compress: true });
    await writeFile(join(folder, "logs", "audit-other.log"), "mine");
    log.write(halfMiB);
    log.write(halfMiB);
    await log.close();
    const [old, other] = await names();
    expect(old).toBe("audit-2025-01-01T00-00-00.000.log.gz");
    expect(other).toBe("audit-other.log");
    const text = gunzipSync(await readFile(join(folder, "logs", old as string))).toString();
    expect(text).toBe(`${halfMiB}\n`);
  });

  it("that cannot be opened throws the file system's error", async () => {
    await writeFile(join(folder, "file"), "");
    expect(() => open({ file: join(folder, "file", "audit.log") })).toThrow(/ENOTDIR|EEXIST/);
  });
});
