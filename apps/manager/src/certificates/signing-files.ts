import { createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { CertificateAuthority, CertificateSigningOptions } from "@engenho/certificatesigningrequest";
import { errorMessage, type Logger } from "@engenho/core";
import { UsageError } from "../usage-error.js";
import type { SigningFiles } from "./signing-pairs.js";

/** Authorities in files, which are read again for each certificate, because they may be replaced. */
export async function authoritiesOfFiles(
  files: ReadonlyMap<string, SigningFiles>,
  logger: Logger,
): Promise<CertificateSigningOptions["authorityOf"]> {
  const known = new Map<string, CertificateAuthority>();
  for (const [signer, pair] of files) known.set(signer, await firstReading(pair));
  return async (signer) => {
    const pair = files.get(signer);
    if (pair === undefined) return undefined;
    try {
      known.set(signer, await readAuthority(pair));
    } catch (error) {
      logger.warn(
        { signer, ...pair, reason: errorMessage(error) },
        "certificates are still signed by the authority that was read before",
      );
    }
    return known.get(signer);
  };
}

async function firstReading(pair: SigningFiles): Promise<CertificateAuthority> {
  try {
    return await readAuthority(pair);
  } catch (error) {
    const { certFile, keyFile } = pair;
    throw new UsageError(`cannot sign with ${certFile} and ${keyFile}: ${errorMessage(error)}`, 1);
  }
}

async function readAuthority({ certFile, keyFile }: SigningFiles): Promise<CertificateAuthority> {
  const certificate = await readFile(certFile, "utf8");
  const key = createPrivateKey(await readFile(keyFile, "utf8"));
  const count = certificate.split("-----BEGIN CERTIFICATE-----").length - 1;
  if (count !== 1) throw new Error(`expected 1 certificate, found ${count}`);
  if (!new X509Certificate(certificate).checkPrivateKey(key)) throw new Error("the key is not that of the certificate");
  const [algorithm, hash] = signingOf(key);
  return { certificate, algorithm, sign: (bytes) => sign(hash, bytes, key) };
}

const curves = new Map([
  ["prime256v1", ["P-256", "sha256"]],
  ["secp384r1", ["P-384", "sha384"]],
  ["secp521r1", ["P-521", "sha512"]],
] as const);

function signingOf(key: KeyObject): readonly [CertificateAuthority["algorithm"], string | undefined] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "rsa") return ["RSA", "sha256"];
  if (type === "ed25519") return ["Ed25519", undefined];
  const curve = type === "ec" ? curves.get(details?.namedCurve as "prime256v1") : undefined;
  if (curve === undefined) throw new Error(`keys of the type ${details?.namedCurve ?? type} cannot sign certificates`);
  return curve;
}
