import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { errorMessage } from "@engenho/core";
import { UsageError } from "../usage-error.js";
import type { ServingCertificate } from "./serving-certificate.js";

/** A file, and the flag that names it or its directory. */
export interface FlagFile {
  readonly file: string;
  readonly flag: string;
}

/** Reads a certificate with its chain, and its key. Throws UsageError that names the file and the flag. */
export async function readServingFiles(certFile: FlagFile, keyFile: FlagFile): Promise<ServingCertificate> {
  const certificate = await read(certFile, "the certificate");
  const privateKey = await read(keyFile, "the private key");
  const leaf = parsed(certFile, "certificate in PEM", () => new X509Certificate(certificate));
  const key = parsed(keyFile, "private key in PEM", () => createPrivateKey(privateKey));
  if (!leaf.checkPrivateKey(key))
    throw new UsageError(`${told(keyFile)} is not the private key of ${certFile.file}`, 1);
  return { certificate, privateKey, caCertificate: certificate };
}

async function read(flagFile: FlagFile, what: string): Promise<string> {
  try {
    return await readFile(flagFile.file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${what} ${told(flagFile)}: ${errorMessage(error)}`, 1);
  }
}

function parsed<T>(flagFile: FlagFile, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`${told(flagFile)} has no ${what}: ${errorMessage(error)}`, 1);
  }
}

function told({ file, flag }: FlagFile): string {
  return `${file} of ${flag}`;
}
