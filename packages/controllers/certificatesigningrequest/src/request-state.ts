import { type CertificateSigningRequest, type certificatesV1, copyWith, type Stored } from "@engenho/core";

type Condition = certificatesV1.CertificateSigningRequestCondition;

/** The manager of the fields that these controllers write: that of kube-controller-manager. */
export const fieldManager = "kube-controller-manager";

/** The conditions of a request. */
export function conditionsOf({ status }: CertificateSigningRequest): readonly Condition[] {
  return status?.conditions ?? [];
}

/** Whether a request has a condition of the type, whatever its status. */
export function hasCondition(request: CertificateSigningRequest, type: string): boolean {
  return conditionsOf(request).some((condition) => condition.type === type);
}

/** Whether its certificate was issued. */
export function isIssued({ status }: CertificateSigningRequest): boolean {
  return (status?.certificate ?? "") !== "";
}

/** Whether it has been approved or denied. */
export function isDecided(request: CertificateSigningRequest): boolean {
  return hasCondition(request, "Approved") || hasCondition(request, "Denied");
}

/** Whether it waits for its signer: approved, not denied, neither issued nor failed. */
export function awaitsSigner(request: CertificateSigningRequest): boolean {
  const isApproved = hasCondition(request, "Approved") && !hasCondition(request, "Denied");
  return isApproved && !isIssued(request) && !hasFailed(request);
}

function hasFailed(request: CertificateSigningRequest): boolean {
  return conditionsOf(request).some(
    ({ type, status = "" }) => type === "Failed" && (status === "" || status === "True"),
  );
}

/** The request with another condition. */
export function withCondition(
  request: Stored<CertificateSigningRequest>,
  condition: Condition,
): Stored<CertificateSigningRequest> {
  const conditions = [...conditionsOf(request), condition];
  return copyWith(request, { status: copyWith(request.status ?? {}, { conditions }) });
}
