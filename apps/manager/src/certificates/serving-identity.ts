import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@engenho/core";
import type { ManagerOptions } from "../manager-options.js";
import { writePrivateFile } from "../private-file.js";
import { UsageError } from "../usage-error.js";
import {
  createServingCertificate,
  type ServingCertificate,
  type ServingCertificateOptions,
} from "./serving-certificate.js";

type ServingFiles = Pick<ManagerOptions, "tlsCertFile" | "tlsPrivateKeyFile" | "certDir">;

/**
 * The server's certificate: from `tlsCertFile` and `tlsPrivateKeyFile`; otherwise `apiserver.crt` and `apiserver.key`
 * of `certDir`, which get a generated certificate if they do not exist; otherwise a generated one that is in memory
 * only. Clients trust the certificates of the file (upstream: SecureServingOptions.MaybeDefaultWithSelfSignedCerts).
 * `served` is a generated certificate, which is replaced in the last third of its validity. Throws UsageError.
 */
export async function servingIdentity(
  files: ServingFiles,
  options: ServingCertificateOptions,
  served?: ServingCertificate,
): Promise<ServingCertificate> {
  const { tlsCertFile, tlsPrivateKeyFile, certDir } = files;
  if ((tlsCertFile === undefined) !== (tlsPrivateKeyFile === undefined)) {
    const missing = tlsCertFile === undefined ? "--tls-cert-file" : "--tls-private-key-file";
    throw new UsageError(`--tls-cert-file and --tls-private-key-file belong together: ${missing} is missing`, 2);
  }
  if (tlsCertFile !== undefined && tlsPrivateKeyFile !== undefined) {
    const { readServingFiles } = await import("./serving-files.js");
    return readServingFiles(
      { file: tlsCertFile, flag: "--tls-cert-file" },
      { file: tlsPrivateKeyFile, flag: "--tls-private-key-file" },
    );
  }
  if (certDir === undefined) {
    return served !== undefined && !isDue(served, options.nowMs) ? served : createServingCertificate(options);
  }
  const [certFile, keyFile] = [join(certDir, "apiserver.crt"), join(certDir, "apiserver.key")];
  if ((await exists(certFile)) && (await exists(keyFile))) {
    const { readServingFiles } = await import("./serving-files.js");
    return readServingFiles({ file: certFile, flag: "--cert-dir" }, { file: keyFile, flag: "--cert-dir" });
  }
  const generated = createServingCertificate(options);
  const { certificate, caCertificate, privateKey } = generated;
  try {
    await mkdir(certDir, { recursive: true });
    await writeFile(certFile, `${certificate}${caCertificate}`);
    await writePrivateFile(keyFile, privateKey);
  } catch (error) {
    throw new UsageError(`cannot write a certificate to --cert-dir ${certDir}: ${errorMessage(error)}`, 1);
  }
  return generated;
}

/** Whether a certificate is in the last third of its validity (kubelets renew theirs then, too). */
function isDue({ certificate }: ServingCertificate, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  return nowMs >= to - (to - from) / 3;
}

async function exists(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw new UsageError(`cannot read ${file} of --cert-dir: ${errorMessage(error)}`, 1);
  }
}
