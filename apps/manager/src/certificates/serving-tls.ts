import type { TlsOptions } from "@engenho/apiserver";
import type { Clock } from "@engenho/core";
import type { ManagerOptions } from "../manager-options.js";
import type { Authority } from "./authority.js";
import type { ServingCertificate } from "./serving-certificate.js";
import { servingIdentity } from "./serving-identity.js";

/** What {@link servingTls} depends on. */
export interface ServingTlsContext {
  /** The DNS names and IP addresses of a generated certificate. */
  readonly hosts: readonly string[];
  /** Signs a generated certificate. */
  readonly authority: Authority;
  /** Reads the authorities of client certificates, in PEM; undefined if none are requested. */
  readonly clientAuthority: () => Promise<string | undefined>;
  readonly clock: Clock;
}

/** The certificates that the server uses. */
export interface ServingTls {
  /** Those of the start. */
  readonly tls: TlsOptions;
  /** The certificate that clients have to trust, in PEM. */
  readonly caCertificate: string;
  /** Those of now: files are read again, and a generated certificate is replaced in the last third of its time. Rejects with UsageError. */
  readonly read: () => Promise<TlsOptions>;
}

/** Reads or generates what the server uses for TLS. Throws UsageError for files that cannot be used. */
export async function servingTls(
  files: Pick<ManagerOptions, "tlsCertFile" | "tlsPrivateKeyFile" | "certDir">,
  { hosts, authority, clientAuthority, clock }: ServingTlsContext,
): Promise<ServingTls> {
  let served: ServingCertificate | undefined;
  async function read(): Promise<TlsOptions> {
    served = await servingIdentity(files, { hosts, authority, nowMs: clock.now() }, served);
    const authorities = await clientAuthority();
    const { certificate: cert, privateKey: key } = served;
    return authorities === undefined ? { cert, key } : { cert, key, clientAuthority: authorities };
  }
  const tls = await read();
  return { tls, caCertificate: served?.caCertificate ?? "", read };
}
