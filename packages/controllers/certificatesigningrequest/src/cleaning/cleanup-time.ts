import type { CertificateSigningRequest, Stored } from "@engenho/core";
import { certificatesOfPem } from "@engenho/x509";
import { conditionsOf, hasCondition, isIssued } from "../request-state.js";

const hourMs = 3_600_000;
/** How long a request that was decided is kept, since the decision. */
const decidedMs = hourMs;
/** How long a request without a decision is kept. */
const pendingMs = 24 * hourMs;

/**
 * When a request is to be deleted, in Unix milliseconds (upstream: pkg/controller/certificates/cleaner): an hour after it was denied, has
 * failed, or was approved and issued; when its certificate expires; a day after its creation if it has no condition. `Infinity`: never.
 */
export function cleanupTime(request: Stored<CertificateSigningRequest>): number {
  const conditions = conditionsOf(request);
  if (conditions.length === 0) return timeAfter(request.metadata.creationTimestamp, pendingMs);
  const isDone = (type: string) => type === "Denied" || type === "Failed" || (type === "Approved" && isIssued(request));
  const times = conditions
    .filter(({ type }) => isDone(type))
    .map(({ lastUpdateTime }) => timeAfter(lastUpdateTime, decidedMs));
  return Math.min(...times, expiryOf(request));
}

/** `Infinity` if the time is unknown. */
function timeAfter(time: string | null | undefined, ms: number): number {
  return typeof time === "string" ? Date.parse(time) + ms : Number.POSITIVE_INFINITY;
}

function expiryOf(request: CertificateSigningRequest): number {
  if (!isIssued(request) || !hasCondition(request, "Approved")) return Number.POSITIVE_INFINITY;
  try {
    const [certificate] = certificatesOfPem(atob(request.status?.certificate ?? ""));
    return certificate?.notAfterMs ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
