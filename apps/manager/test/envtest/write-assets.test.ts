import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultAssetsDirectory, writeAssets } from "../../src/envtest/write-assets.js";

describe("the folder for KUBEBUILDER_ASSETS", () => {
  let root: string;
  let programs: Parameters<typeof writeAssets>[1];

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "engenho-")));
    await mkdir(join(root, "bin"));
    const echo = async (name: string) => {
      const file = join(root, name);
      await writeFile(file, 'console.log(process.argv.slice(2).join("|"));\n');
      return file;
    };
    const program = await echo("it's the program.cjs");
    programs = { node: process.execPath, program, etcd: await echo("etcd.cjs"), path: join(root, "bin") };
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("has programs that pass their arguments on, whatever the folders are called", async () => {
    const { directory, kubectl } = await writeAssets(join(root, "a folder"), programs);
    const run = (name: string) => execFileSync(join(directory, name), ["--a=b c", "$x"], { encoding: "utf8" });
    expect(run("kube-apiserver")).toBe("kube-apiserver|--a=b c|$x\n");
    expect(run("etcd")).toBe("--a=b c|$x\n");
    expect(kubectl).toBeUndefined();
    expect((await readdir(directory)).sort()).toEqual(["etcd", "kube-apiserver"]);
  });

  it("links the first kubectl of the PATH, and no longer once it is gone", async () => {
    const kubectl = join(root, "bin", "kubectl");
    await writeFile(kubectl, "#!/bin/sh\necho kubectl\n");
    await chmod(kubectl, 0o755);
    const folder = join(root, "assets");
    expect((await writeAssets(folder, programs)).kubectl).toBe(kubectl);
    expect(execFileSync(join(folder, "kubectl"), { encoding: "utf8" })).toBe("kubectl\n");
    await rm(kubectl);
    expect((await writeAssets(folder, programs)).kubectl).toBeUndefined();
    expect(await readdir(folder)).not.toContain("kubectl");
  });

  it("is not linked to itself when it is on the PATH", async () => {
    const folder = join(root, "bin");
    expect((await writeAssets(folder, programs)).kubectl).toBeUndefined();
  });

  it("can be written by many at once", async () => {
    const folder = join(root, "assets");
    await Promise.all(Array.from({ length: 8 }, () => writeAssets(folder, programs)));
    expect((await readdir(folder)).sort()).toEqual(["etcd", "kube-apiserver"]);
  });

  it("does not lose a real binary", async () => {
    const file = join(root, "bin", "etcd");
    await writeFile(file, "ELF");
    await expect(writeAssets(join(root, "bin"), programs)).rejects.toThrow(
      `${file} exists and was not written by engenho; choose another --dir`,
    );
    expect(await readFile(file, "utf8")).toBe("ELF");
  });

  it("that cannot be written is a usage error", async () => {
    await expect(writeAssets(join(root, "etcd.cjs", "x"), programs)).rejects.toThrow(
      /^cannot write the test binaries to .*; choose another --dir$/,
    );
  });

  it("is another one by default for another program", () => {
    const one = defaultAssetsDirectory("/cache", programs);
    expect(one).toMatch(/^\/cache\/engenho\/envtest\/[0-9a-f]{12}$/);
    expect(defaultAssetsDirectory("/cache", { ...programs, program: "/other" })).not.toBe(one);
  });
});
