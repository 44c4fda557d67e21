import { readFile } from "node:fs/promises";
import type { SecureContextOptions } from "node:tls";

/** The files of certificates, in PEM. */
export interface CredentialFiles {
  /** The authorities that servers' certificates are checked against. Default: those of Node. */
  readonly caFile?: string | undefined;
  /** The client's certificate, with `keyFile`. Default: none. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** The source of the certificates of connections. */
export interface Credentials {
  /** The TLS options of a connection to a URL; undefined for http. Rejects if a file cannot be read. */
  forServer(url: string): Promise<SecureContextOptions | undefined>;
}

/** Reads the files for each connection. */
export function fileCredentials({ caFile, certFile, keyFile }: CredentialFiles): Credentials {
  return {
    async forServer(url) {
      if (!url.startsWith("https:")) return undefined;
      const [ca, cert, key] = await Promise.all([contentOf(caFile), contentOf(certFile), contentOf(keyFile)]);
      return {
        minVersion: "TLSv1.2",
        ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      };
    },
  };
}

async function contentOf(path: string | undefined): Promise<Buffer | undefined> {
  return path === undefined ? undefined : readFile(path);
}
