import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/** What the server presents, and what its clients have to trust; all PEM. */
export interface ServingCertificate {
  readonly caCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** Options of {@link createServingCertificate}. */
export interface ServingCertificateOptions {
  /** DNS names and IP addresses that the certificate is for. */
  readonly hosts: readonly string[];
  readonly nowMs: number;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 24 * 60 * 60 * 1000;
const validDays = 365;

/** Makes a certificate authority whose key is forgotten at once, and one certificate of it. Valid for a year. */
export async function createServingCertificate(options: ServingCertificateOptions): Promise<ServingCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as typeof globalThis.crypto);
  // A day of slack for clients whose clock is behind.
  const notBefore = new Date(options.nowMs - dayMs);
  const notAfter = new Date(options.nowMs + validDays * dayMs);
  const [caKeys, keys] = await Promise.all([generateKeys(), generateKeys()]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=engenho-ca",
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=engenho",
    issuer: ca.subject,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    signingKey: caKeys.privateKey,
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        options.hosts.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  return {
    caCertificate: ca.toString("pem"),
    certificate: certificate.toString("pem"),
    privateKey: await exportKey(keys.privateKey),
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
