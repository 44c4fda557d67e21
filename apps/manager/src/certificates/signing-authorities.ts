import { sign } from "node:crypto";
import type { CertificateAuthority, CertificateSigningOptions } from "@engenho/certificatesigningrequest";
import type { Logger } from "@engenho/core";
import { controllerCatalogue } from "../controller-catalogue.js";
import { selectControllers } from "../controller-selection.js";
import type { ManagerOptions } from "../manager-options.js";
import type { Authority } from "./authority.js";
import { signingFiles } from "./signing-pairs.js";

/** The authorities that sign the certificates of CertificateSigningRequests. */
export interface SigningAuthorities {
  readonly authorityOf: CertificateSigningOptions["authorityOf"];
  /** The certificate of the generated authority, which the server trusts for client certificates, in PEM. */
  readonly trusted: string | undefined;
}

/** Dependencies of {@link signingAuthorities}. */
export interface SigningContext {
  /** The program's own authority. */
  readonly authority: () => Authority;
  readonly logger: Logger;
}

/**
 * The authorities in the files of the options; without files, the program's own authority for all signers. Undefined if
 * the signing controller does not run. Throws UsageError for files that cannot be used.
 */
export async function signingAuthorities(
  options: ManagerOptions,
  { authority, logger }: SigningContext,
): Promise<SigningAuthorities | undefined> {
  const running = selectControllers(controllerCatalogue, options.controllers);
  if (!running.some(({ name }) => name === "certificatesigningrequest-signing-controller")) return undefined;
  const files = signingFiles(options);
  if (files === undefined) {
    const own = signingWith(authority());
    return { authorityOf: () => own, trusted: own.certificate };
  }
  const { authoritiesOfFiles } = await import("./signing-files.js");
  return { authorityOf: await authoritiesOfFiles(files, logger), trusted: undefined };
}

function signingWith({ certificate, privateKey }: Authority): CertificateAuthority {
  return { certificate, algorithm: "P-256", sign: (bytes) => sign("sha256", bytes, privateKey) };
}
