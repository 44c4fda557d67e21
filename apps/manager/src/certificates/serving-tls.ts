import type { TlsOptions } from "@engenho/apiserver";
import type { Clock } from "@engenho/core";
import type { ManagerOptions } from "../manager-options.js";
import type { Authority } from "./authority.js";
import type { ServingCertificate } from "./serving-certificate.js";
import { servingIdentity } from "./serving-identity.js";

/** Dependencies of {@link servingTls}. */
export interface ServingTlsContext {
  /** The DNS names and IP addresses of a generated certificate. */
  readonly hosts: readonly string[];
  /** The authority of a generated certificate. */
  readonly authority: Authority;
  /** Reads the authorities of client certificates, in PEM; undefined if none are requested. */
  readonly clientAuthority: () => Promise<string | undefined>;
  readonly clock: Clock;
}

/** The certificates that the server uses. */
export interface ServingTls {
  /** The options at the start. */
  readonly tls: TlsOptions;
  /** The certificate that clients have to trust, in PEM. */
  readonly caCertificate: string;
  /**
   * Reads the current options: files are read again, and a generated certificate is replaced in the last third of its
   * validity. Rejects with UsageError.
   */
  readonly read: () => Promise<TlsOptions>;
}

/** Reads or generates the TLS options of the server. Throws UsageError for files that cannot be used. */
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
