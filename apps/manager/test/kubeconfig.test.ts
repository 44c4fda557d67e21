import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderKubeconfig, writeKubeconfig } from "../src/kubeconfig.js";

const access = { server: "https://127.0.0.1:6443", caCertificate: "PEM", token: "secret" };

describe("the kubeconfig", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-kubeconfig-"));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("names one cluster, user and context, and uses them", () => {
    expect(JSON.parse(renderKubeconfig(access))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "engenho", cluster: { server: access.server, "certificate-authority-data": "UEVN" } }],
      users: [{ name: "engenho", user: { token: "secret" } }],
      contexts: [{ name: "engenho", context: { cluster: "engenho", user: "engenho" } }],
      "current-context": "engenho",
    });
  });

  it("replaces an older file whole, readable by its owner only, and leaves nothing beside it", async () => {
    const file = join(directory, "config");
    await writeFile(file, "old", { mode: 0o644 });
    await writeKubeconfig(file, access);
    expect(await readFile(file, "utf8")).toBe(renderKubeconfig(access));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(["config"]);
  });

  it("leaves nothing behind where it cannot write", async () => {
    await expect(writeKubeconfig(join(directory, "no", "config"), access)).rejects.toThrow("ENOENT");
    expect(await readdir(directory)).toEqual([]);
  });
});
