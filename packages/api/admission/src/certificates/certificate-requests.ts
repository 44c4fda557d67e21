import { type CertificateSigningRequest, errorMessage, type KubernetesObject } from "@engenho/core";
import { deepEqual } from "@engenho/machinery";
import { type AdmissionPlugin, admissionForbidden, type Resource } from "@engenho/registry";
import { parseCertificateRequest } from "@engenho/x509";
import { checkSignerPermission } from "./signer-permission.js";

const clientSigner = "kubernetes.io/kube-apiserver-client";
const administrators = "system:masters";

/**
 * Requires the permission to `approve` for the signer of a request from users who approve or deny it (upstream:
 * plugin/pkg/admission/certificates/approval).
 */
export const certificateApproval: AdmissionPlugin = {
  name: "CertificateApproval",
  handles: (operation, resource, subresource) =>
    operation === "UPDATE" && subresource === "approval" && isCertificateRequest(resource),
  validate: (request, context) =>
    checkSignerPermission(request, context, {
      verb: "approve",
      signerName: signerOf(request.oldObject),
      refusal: "user not permitted to approve requests with",
    }),
};

/**
 * Requires the permission to `sign` for the signer of a request from users who issue its certificate or fail it
 * (upstream: .../certificates/signing).
 */
export const certificateSigning: AdmissionPlugin = {
  name: "CertificateSigning",
  handles: (operation, resource, subresource) =>
    operation === "UPDATE" && subresource === "status" && isCertificateRequest(resource),
  validate(request, context) {
    const before = statusOf(request.oldObject);
    const after = statusOf(request.object);
    const isSame = before.certificate === after.certificate && deepEqual(before.conditions, after.conditions);
    if (isSame) return undefined;
    return checkSignerPermission(request, context, {
      verb: "sign",
      signerName: signerOf(request.oldObject),
      refusal: "user not permitted to sign requests with",
    });
  },
};

/** Refuses requests for client certificates of `system:masters` (upstream: .../certificates/subjectrestriction). */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: "CertificateSubjectRestriction",
  handles: (operation, resource, subresource) =>
    operation === "CREATE" && subresource === "" && isCertificateRequest(resource),
  validate(request) {
    const { spec } = request.object as CertificateSigningRequest;
    if (spec.signerName !== clientSigner) return;
    let organizations: readonly string[];
    try {
      organizations = parseCertificateRequest(atob(spec.request)).subject.organization ?? [];
    } catch (error) {
      throw admissionForbidden(request, { reason: `failed to parse CSR: ${errorMessage(error)}` });
    }
    if (!organizations.includes(administrators)) return;
    const reason = `use of ${clientSigner} signer with ${administrators} group is not allowed`;
    throw admissionForbidden(request, { reason });
  },
};

function isCertificateRequest({ stored }: Resource): boolean {
  return stored.group === "certificates.k8s.io" && stored.kind === "CertificateSigningRequest";
}

function signerOf(object: KubernetesObject | undefined): string {
  return (object as CertificateSigningRequest).spec.signerName;
}

function statusOf(object: KubernetesObject | undefined) {
  const { certificate = "", conditions = [] } = (object as CertificateSigningRequest).status ?? {};
  return { certificate, conditions };
}
