import { execFile } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePrivateFile } from "../src/private-file.js";

const isRoot = process.getuid?.() === 0;

describe("a private file", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-private-"));
    file = join(folder, "config");
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });

  const mode = async (path: string) => (await stat(path)).mode & 0o777;

  it("H5: replaces an older file atomically, readable only by its owner, without temporary files left", async () => {
    await writeFile(file, "old", { mode: 0o644 });
    const reader = await open(file);
    await writePrivateFile(file, "new");
    expect(await readFile(file, "utf8")).toBe("new");
    expect(await reader.readFile("utf8")).toBe("old");
    await reader.close();
    expect(await mode(file)).toBe(0o600);
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it("H5: follows absolute, relative and nested links, to existing and missing files", async () => {
    const target = join(folder, "inner", "target");
    await mkdir(join(folder, "inner"));
    await symlink("inner/target", file);
    await symlink(file, join(folder, "second"));
    await writePrivateFile(join(folder, "second"), "made");
    await writePrivateFile(file, "replaced");
    expect([await readlink(file), await readlink(join(folder, "second"))]).toEqual(["inner/target", file]);
    expect(await readFile(target, "utf8")).toBe("replaced");
    expect(await mode(target)).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(["config", "inner", "second"]);
    expect(await readdir(join(folder, "inner"))).toEqual(["target"]);
  });

  it("H5: fails for circular links", async () => {
    await symlink(file, file);
    await expect(writePrivateFile(file, "text")).rejects.toThrow("ELOOP");
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  it("H5: writes to a FIFO for its reader, without replacing it", async () => {
    await promisify(execFile)("mkfifo", [file]);
    const [written, read] = await Promise.all([writePrivateFile(file, "text"), readFile(file, "utf8")]);
    expect([written, read]).toEqual([undefined, "text"]);
    expect((await lstat(file)).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it("H5: writes to a device, without replacing it", async () => {
    const before = await lstat("/dev/null");
    await symlink("/dev/null", file);
    for (const path of ["/dev/null", file]) await writePrivateFile(path, "text");
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
    expect((await lstat("/dev/null")).mode).toBe(before.mode);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  it.runIf(process.platform === "linux")("H5: writes to open files of the process", async () => {
    const handle = await open(file, "w+");
    await writePrivateFile(`/dev/fd/${handle.fd}`, "text");
    expect(await handle.read({ buffer: Buffer.alloc(4), position: 0 })).toMatchObject({ bytesRead: 4 });
    await handle.close();
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it("H5: does not change a socket or a directory, and fails with the reason", async () => {
    const server = createServer();
    server.listen(file);
    await once(server, "listening");
    await expect(writePrivateFile(file, "text")).rejects.toThrow("ENXIO");
    expect((await lstat(file)).isSocket()).toBe(true);
    await new Promise((resolve) => server.close(resolve));
    await expect(writePrivateFile(folder, "text")).rejects.toThrow("EISDIR");
  });

  it("H5: leaves no temporary file if it cannot write", async () => {
    await expect(writePrivateFile(join(folder, "no", "config"), "text")).rejects.toThrow("ENOENT");
    await writeFile(file, "");
    await expect(writePrivateFile(join(file, "config"), "text")).rejects.toThrow("ENOTDIR");
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it("H5: does not change other hard links to the file", async () => {
    await writeFile(file, "old");
    await link(file, join(folder, "other"));
    await writePrivateFile(file, "new");
    expect(await readFile(join(folder, "other"), "utf8")).toBe("old");
  });

  it.skipIf(isRoot)("H5: in a directory that is not writable, writes a writable file in place", async () => {
    await writeFile(file, "old");
    await chmod(folder, 0o500);
    await writePrivateFile(file, "new");
    expect(await readFile(file, "utf8")).toBe("new");
    await expect(writePrivateFile(join(folder, "other"), "text")).rejects.toThrow("EACCES");
  });
});
