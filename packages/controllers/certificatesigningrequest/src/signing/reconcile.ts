import {
  type CertificateSigningRequest,
  type Clock,
  certificateSigningRequests,
  copyWith,
  errorMessage,
  findObject,
  formatTime,
  type RandomSource,
  type ReconcileResult,
  type Store,
} from "@engenho/core";
import { type CertificateRequest, parseCertificateRequest } from "@engenho/x509";
import { awaitsSigner, fieldManager, withCondition } from "../request-state.js";
import type { CertificateAuthority } from "./authority.js";
import { issueCertificate } from "./issue-certificate.js";
import { isKubernetesSigner, type KubernetesSigner, signerFault } from "./signer-rules.js";

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly authorityOf: (
    signer: KubernetesSigner,
  ) => CertificateAuthority | undefined | Promise<CertificateAuthority | undefined>;
  readonly maxDurationMs: number;
}

/** Certificates live for at least this long, twice the time by which they are backdated. */
const minDurationMs = 10 * 60_000;

/** Issues the certificate of one approved request, or marks it as failed. Throws what the authority and the store throw. */
export function createReconciler(options: ReconcilerOptions) {
  const { store, clock, random, authorityOf, maxDurationMs } = options;
  return async (name: string): Promise<ReconcileResult> => {
    const stored = await findObject(store, certificateSigningRequests, { name });
    if (stored === undefined || !mayBeSigned(stored)) return { changed: false };
    const { signerName, usages = [], expirationSeconds } = stored.spec;
    const authority = isKubernetesSigner(signerName) ? await authorityOf(signerName) : undefined;
    if (authority === undefined) return { changed: false };
    const request = parsed(stored);
    const fault = signerFault(signerName as KubernetesSigner, { request, usages });
    if (fault !== undefined) {
      const lastUpdateTime = formatTime(clock.now());
      const failed = { type: "Failed", status: "True", reason: "SignerValidationFailure", message: fault };
      await store.update(withCondition(stored, { ...failed, lastUpdateTime }), { subresource: "status", fieldManager });
      return { changed: true };
    }
    const durationMs = durationOf(expirationSeconds, maxDurationMs);
    const pem = await issueCertificate(authority, { request, usages, durationMs, nowMs: clock.now(), random });
    const issued = copyWith(stored, { status: copyWith(stored.status ?? {}, { certificate: btoa(pem) }) });
    await store.update(issued, { subresource: "status", fieldManager });
    return { changed: true };
  };
}

/** Whether a request waits for a signer of Kubernetes itself. */
export function mayBeSigned(request: CertificateSigningRequest): boolean {
  return isKubernetesSigner(request.spec.signerName) && awaitsSigner(request);
}

function parsed({ metadata, spec }: CertificateSigningRequest): CertificateRequest {
  try {
    return parseCertificateRequest(atob(spec.request));
  } catch (error) {
    throw new Error(`unable to parse csr ${JSON.stringify(metadata.name)}: ${errorMessage(error)}`, { cause: error });
  }
}

function durationOf(seconds: number | undefined, maxDurationMs: number): number {
  const wantedMs = seconds === undefined ? maxDurationMs : seconds * 1000;
  if (wantedMs >= maxDurationMs) return maxDurationMs;
  return Math.max(wantedMs, minDurationMs);
}
