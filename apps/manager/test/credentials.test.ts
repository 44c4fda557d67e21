import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthority, toPem } from "../src/certificates/authority.js";
import { keptCredentials } from "../src/credentials/kept-credentials.js";
import { type Manager, startManager } from "../src/manager.js";
import { defaultManagerOptions } from "../src/manager-options.js";

const nowMs = Date.UTC(2025, 0, 1);

describe("credentials in a data directory", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), "engenho-")), "data");
  });
  afterEach(() => rm(join(dataDir, ".."), { recursive: true }));

  const path = (name: string) => join(dataDir, "pki", name);

  it("are generated once, and readable by their owner only", async () => {
    const made = await keptCredentials(dataDir, nowMs);
    const again = await keptCredentials(dataDir, nowMs);
    expect(again.administratorToken).toBe(made.administratorToken);
    expect(again.authority().certificate).toBe(made.authority().certificate);
    expect(again.authority().name).toBe(made.authority().name);
    expect(toPem(again.serviceAccountKey())).toBe(toPem(made.serviceAccountKey()));
    const modes = async (...files: string[]) => Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(await modes(dataDir, join(dataDir, "pki"))).toEqual([0o700, 0o700]);
    const files = (await readdir(join(dataDir, "pki"))).sort();
    expect(files).toEqual(["admin.token", "ca.pem", "sa.key"]);
    expect(new Set(await modes(...files.map(path)))).toEqual(new Set([0o600]));
  });

  it("are the same for programs that start at once", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => keptCredentials(dataDir, nowMs)));
    expect(new Set(made.map(({ administratorToken }) => administratorToken)).size).toBe(1);
    expect(new Set(made.map(({ authority }) => authority().certificate)).size).toBe(1);
  });

  it.each<[string, string, string]>([
    ["ca.pem", "no certificate", "ca.pem of --data-dir"],
    ["ca.pem", createAuthority(nowMs).certificate, "ca.pem of --data-dir"],
    [
      "ca.pem",
      `${createAuthority(nowMs).certificate}${toPem(createAuthority(nowMs).privateKey)}`,
      "not that of the certificate",
    ],
    ["sa.key", "", "sa.key of --data-dir"],
    ["admin.token", " \n", "admin.token of --data-dir: the file is empty"],
  ])(
    "that are damaged (%s) are a usage error that names the file, and are not replaced",
    async (name, text, message) => {
      await keptCredentials(dataDir, nowMs);
      await writeFile(path(name), text);
      await expect(keptCredentials(dataDir, nowMs)).rejects.toThrow(message);
      expect(await readFile(path(name), "utf8")).toBe(text);
    },
  );

  it("of an authority that has expired are a usage error that says since when", async () => {
    await keptCredentials(dataDir, nowMs);
    await expect(keptCredentials(dataDir, Date.UTC(2035, 1, 1))).rejects.toThrow("has expired at Dec 30");
  });

  it("let clients continue after a restart with the same authority and token", async () => {
    const start = () =>
      startManager(
        { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, store: "memory", dataDir },
        { logger: silentLogger },
      );
    const before = await start();
    await before.stop();
    const after = await start();
    try {
      expect(await statusOf(after, before)).toBe(200);
      expect(await statusOf(after, { ...before, token: "another" })).toBe(401);
    } finally {
      await after.stop();
    }
  });
});

/** The status of a request to one manager with the credentials of another. */
function statusOf(
  { address }: Manager,
  { caCertificate: ca, token }: Pick<Manager, "caCertificate" | "token">,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { ca, agent: false, headers: { authorization: `Bearer ${token}` } };
    get(`${address}/api/v1/namespaces`, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}
