import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthority, toPem } from "../../src/certificates/authority.js";
import { signingAuthorities } from "../../src/certificates/signing-authorities.js";
import { checkSigningFlags } from "../../src/flags/signing.js";
import { defaultManagerOptions, type ManagerOptions } from "../../src/manager-options.js";

const client = "kubernetes.io/kube-apiserver-client";
const serving = "kubernetes.io/kubelet-serving";
const nowMs = Date.UTC(2025, 0, 1);
const own = createAuthority(nowMs);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engenho-"));
});
afterEach(() => rm(folder, { recursive: true }));

const authoritiesOf = (options: Partial<ManagerOptions>) =>
  signingAuthorities({ ...defaultManagerOptions, ...options }, { authority: () => own, logger: silentLogger });

/** Writes an authority, and returns its certificate. */
async function written(name: string) {
  const { certificate, privateKey } = createAuthority(nowMs);
  await writeFile(join(folder, `${name}.crt`), certificate);
  await writeFile(join(folder, `${name}.key`), toPem(privateKey));
  return { certificate, certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
}

describe("the authorities of signers", () => {
  it("are the program's own, which the server trusts, where no flag names another", async () => {
    const authorities = await authoritiesOf({});
    expect(authorities?.trusted).toBe(own.certificate);
    expect((await authorities?.authorityOf(client))?.certificate).toBe(own.certificate);
  });

  it("are none where no controller signs", async () => {
    expect(await authoritiesOf({ controllers: ["*", "-csrsigning"] })).toBeUndefined();
  });

  it("are one for all from files, which the server does not trust for that, and which may be replaced", async () => {
    const { certificate, certFile, keyFile } = await written("ca");
    const authorities = await authoritiesOf({ clusterSigningCertFile: certFile, clusterSigningKeyFile: keyFile });
    expect(authorities?.trusted).toBeUndefined();
    expect((await authorities?.authorityOf(serving))?.certificate).toBe(certificate);
    const next = await written("ca");
    expect((await authorities?.authorityOf(serving))?.certificate).toBe(next.certificate);
    await writeFile(certFile, "no certificate");
    expect((await authorities?.authorityOf(serving))?.certificate).toBe(next.certificate);
  });

  it("are none for the others where one signer has its own", async () => {
    const { certificate, certFile, keyFile } = await written("serving");
    const files = { clusterSigningKubeletServingCertFile: certFile, clusterSigningKubeletServingKeyFile: keyFile };
    const authorities = await authoritiesOf(files);
    expect((await authorities?.authorityOf(serving))?.certificate).toBe(certificate);
    expect(await authorities?.authorityOf(client)).toBeUndefined();
  });

  it.each([
    ["a missing file", async () => join(folder, "missing"), /ENOENT/],
    ["another key", async () => (await written("other")).keyFile, /the key is not that of the certificate/],
    ["no key", async () => (await written("other")).certFile, /cannot sign with/],
    [
      "a key that signs no certificates",
      async () => {
        const file = join(folder, "x.key");
        await writeFile(file, toPem(generateKeyPairSync("x25519").privateKey));
        return file;
      },
      /cannot sign with/,
    ],
  ])("are refused at the start: %s", async (_, keyFile, message) => {
    const { certFile } = await written("ca");
    const files = { clusterSigningCertFile: certFile, clusterSigningKeyFile: await keyFile() };
    await expect(authoritiesOf(files)).rejects.toThrow(message);
  });
});

describe("the flags of signers", () => {
  it.each<[Partial<ManagerOptions>, string | undefined]>([
    [{}, undefined],
    [{ clusterSigningCertFile: "a", clusterSigningKeyFile: "b" }, undefined],
    [
      { clusterSigningCertFile: "a" },
      "--cluster-signing-cert-file and --cluster-signing-key-file belong together: --cluster-signing-key-file is missing",
    ],
    [
      { clusterSigningLegacyUnknownKeyFile: "a" },
      "--cluster-signing-legacy-unknown-cert-file and --cluster-signing-legacy-unknown-key-file belong together: --cluster-signing-legacy-unknown-cert-file is missing",
    ],
    [
      {
        clusterSigningCertFile: "a",
        clusterSigningKeyFile: "b",
        clusterSigningKubeletClientCertFile: "c",
        clusterSigningKubeletClientKeyFile: "d",
      },
      "cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time",
    ],
  ])("%j: %s", (options, fault) => {
    const check = () => checkSigningFlags({ ...defaultManagerOptions, ...options });
    if (fault === undefined) check();
    else expect(check).toThrow(fault);
  });
});
