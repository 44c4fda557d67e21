import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createServingCertificate } from "../../src/certificates/serving-certificate.js";
import { servingIdentity } from "../../src/certificates/serving-identity.js";

const options = { hosts: ["localhost"], nowMs: Date.UTC(2025, 0, 1) };
const none = { tlsCertFile: undefined, tlsPrivateKeyFile: undefined, certDir: undefined };

describe("the serving certificate", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function pair(name: string) {
    const made = createServingCertificate(options);
    const [tlsCertFile, tlsPrivateKeyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
    await writeFile(tlsCertFile, made.certificate);
    await writeFile(tlsPrivateKeyFile, made.privateKey);
    return { ...made, tlsCertFile, tlsPrivateKeyFile };
  }

  it("is that of the files, and clients trust the file of the certificate", async () => {
    const { tlsCertFile, tlsPrivateKeyFile, certificate, privateKey } = await pair("a");
    const found = await servingIdentity({ ...none, tlsCertFile, tlsPrivateKeyFile, certDir: folder }, options);
    expect(found).toEqual({ certificate, privateKey, caCertificate: certificate });
  });

  it("is apiserver.crt of the directory, and written there if it does not exist", async () => {
    const certDir = join(folder, "new");
    const generated = await servingIdentity({ ...none, certDir }, options);
    const written = await readFile(join(certDir, "apiserver.crt"), "utf8");
    expect(written).toBe(generated.certificate + generated.caCertificate);
    expect((await stat(join(certDir, "apiserver.key"))).mode & 0o777).toBe(0o600);
    const again = await servingIdentity({ ...none, certDir }, options);
    expect(again.certificate).toBe(written);
    const [leaf, authority] = [new X509Certificate(generated.certificate), new X509Certificate(again.caCertificate)];
    expect(leaf.fingerprint256).toBe(authority.fingerprint256);
  });

  it("is generated and kept in memory without any file", async () => {
    expect((await servingIdentity(none, options)).certificate).toContain("BEGIN CERTIFICATE");
  });

  it("without its key, or with another one, is a usage error that names the flag and the file", async () => {
    const [a, b] = [await pair("a"), await pair("b")];
    const missing = join(folder, "missing");
    const text = join(folder, "text");
    await writeFile(text, "no PEM");
    const faults: readonly [Partial<typeof none> & object, string | RegExp][] = [
      [{ tlsCertFile: a.tlsCertFile } as object, "--tls-private-key-file is missing"],
      [{ tlsPrivateKeyFile: a.tlsPrivateKeyFile } as object, "--tls-cert-file is missing"],
      [
        { ...pick(a), tlsPrivateKeyFile: b.tlsPrivateKeyFile },
        `${b.tlsPrivateKeyFile} of --tls-private-key-file is not the private key of ${a.tlsCertFile}`,
      ],
      [{ ...pick(a), tlsCertFile: missing }, `cannot read the certificate ${missing} of --tls-cert-file: ENOENT`],
      [{ ...pick(a), tlsCertFile: text }, `${text} of --tls-cert-file has no certificate in PEM`],
      [{ ...pick(a), tlsPrivateKeyFile: text }, `${text} of --tls-private-key-file has no private key in PEM`],
      [{ certDir: join(text, "x") } as object, /--cert-dir|cannot read/],
    ];
    for (const [files, message] of faults) {
      await expect(servingIdentity({ ...none, ...files }, options)).rejects.toThrow(message);
    }
  });
});

function pick({ tlsCertFile, tlsPrivateKeyFile }: { tlsCertFile: string; tlsPrivateKeyFile: string }) {
  return { tlsCertFile, tlsPrivateKeyFile };
}
