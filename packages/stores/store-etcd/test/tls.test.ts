import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { configMaps, silentLogger } from "@engenho/core";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

const run = promisify(execFile);
const noOpenssl = await run("openssl", ["version"]).then(
  () => undefined,
  () => "openssl is not installed",
);

describe.skipIf((noEtcd ?? noOpenssl) !== undefined)("etcd with TLS and users", () => {
  let folder = "";
  let etcd: EtcdCluster;
  const file = (name: string) => join(folder, name);

  /** Creates an authority, or with `authority` a certificate for a common name that it signs. */
  async function certify(name: string, commonName: string, authority?: string): Promise<void> {
    const subject = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-subj",
      `/CN=${commonName}`,
    ];
    const extensions = file(`${name}.ext`);
    await writeFile(extensions, "subjectAltName=IP:127.0.0.1\n");
    if (authority === undefined) {
      await run("openssl", ["req", "-x509", ...subject, "-keyout", file(`${name}.key`), "-out", file(`${name}.crt`)]);
      return;
    }
    await run("openssl", ["req", ...subject, "-keyout", file(`${name}.key`), "-out", file(`${name}.csr`)]);
    await run("openssl", [
      ...[
        "x509",
        "-req",
        "-in",
        file(`${name}.csr`),
        "-CA",
        file(`${authority}.crt`),
        "-CAkey",
        file(`${authority}.key`),
      ],
      ...["-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", file(`${name}.crt`)],
    ]);
  }

  const files = (name: string) => ({
    caFile: file("ca.crt"),
    certFile: file(`${name}.crt`),
    keyFile: file(`${name}.key`),
  });
  const open = (options: Partial<Parameters<typeof createEtcdStore>[0]>) =>
    createEtcdStore({ servers: etcd.servers, logger: silentLogger, requestTimeoutMs: 3_000, ...options });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-etcd-tls-"));
    await certify("ca", "an authority");
    await certify("other-ca", "another authority");
    for (const name of ["server", "root", "engenho", "stranger"]) await certify(name, name, "ca");
    await certify("unknown", "engenho", "other-ca");
    etcd = await startEtcd({
      scheme: "https",
      args: [
        ...["--cert-file", file("server.crt"), "--key-file", file("server.key")],
        ...["--trusted-ca-file", file("ca.crt"), "--client-cert-auth"],
      ],
    });
    const asRoot = (...args: string[]) =>
      etcd.etcdctl(["--cacert", file("ca.crt"), "--cert", file("root.crt"), "--key", file("root.key"), ...args]);
    await asRoot("user", "add", "root", "--no-password");
    await asRoot("user", "grant-role", "root", "root");
    await asRoot("user", "add", "engenho", "--no-password");
    await asRoot("role", "add", "cluster");
    await asRoot("role", "grant-permission", "cluster", "--prefix=true", "readwrite", "/registry/");
    await asRoot("user", "grant-role", "engenho", "cluster");
    await asRoot("auth", "enable");
  }, 60_000);
  afterAll(async () => {
    await etcd?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("serves the user that the client's certificate names", async () => {
    const store = await open(files("engenho"));
    onTestFinished(() => store.close());
    const made = await store.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "default" },
    });
    await store.refresh?.();
    expect(await store.get(configMaps, { namespace: "default", name: "a" })).toEqual(made);
  });

  it.each([
    ["a user without a role", () => files("stranger"), "Forbidden", /refuses this client .*etcd-certfile/],
    ["a certificate of another authority", () => files("unknown"), "ServiceUnavailable", /--etcd-certfile/],
    ["no certificate", () => ({ caFile: file("ca.crt") }), "ServiceUnavailable", /--etcd-certfile/],
    [
      "a server of another authority",
      () => ({ ...files("engenho"), caFile: file("other-ca.crt") }),
      "ServiceUnavailable",
      /--etcd-cafile/,
    ],
    [
      "a file that is not there",
      () => ({ ...files("engenho"), keyFile: file("none.key") }),
      "ServiceUnavailable",
      /none\.key.*readable/,
    ],
    [
      "keys that are not the user's",
      () => ({ ...files("engenho"), prefix: "/elsewhere" }),
      "Forbidden",
      /under \/elsewhere\//,
    ],
  ])("refuses %s, in a sentence that names the flag", async (_title, options, code, message) => {
    await expect(open(options())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("reports that http was used with a server that requires https", async () => {
    const servers = etcd.servers.map((server) => server.replace("https:", "http:"));
    await expect(open({ servers, requestTimeoutMs: 1_000 })).rejects.toMatchObject({
      code: "ServiceUnavailable",
      message: expect.stringMatching(/speak http, not https \(servers, --etcd-servers\)/),
    });
  });

  it("uses replaced certificate files for the next connection", async () => {
    const used = { caFile: file("used-ca.crt"), certFile: file("used.crt"), keyFile: file("used.key") };
    await copyFile(file("ca.crt"), used.caFile);
    await copyFile(file("engenho.crt"), used.certFile);
    await copyFile(file("engenho.key"), used.keyFile);
    const store = await open({ ...used, requestTimeoutMs: 15_000 });
    onTestFinished(() => store.close());
    // A new authority issues new certificates.
    await certify("new-ca", "a new authority");
    await certify("server", "server", "new-ca");
    await certify("renewed", "engenho", "new-ca");
    await copyFile(file("new-ca.crt"), file("ca.crt"));
    await copyFile(file("new-ca.crt"), used.caFile);
    await copyFile(file("renewed.crt"), used.certFile);
    await copyFile(file("renewed.key"), used.keyFile);
    await etcd.kill(0);
    await etcd.restart(0);
    await store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "renewed", namespace: "default" } });
  }, 30_000);
});
