import { humanDuration } from "@engenho/machinery";
import { ageOf, isSet, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

// Upstream's descriptions are those of v1beta1, which is served no more.
const signerName = `Requested signer for the request. It is a qualified name in the form: \`scope-hostname.io/name\`. If empty, it will be defaulted:
 1. If it's a kubelet client certificate, it is assigned
    "kubernetes.io/kube-apiserver-client-kubelet".
 2. If it's a kubelet serving certificate, it is assigned
    "kubernetes.io/kubelet-serving".
 3. Otherwise, it is assigned "kubernetes.io/legacy-unknown".
Distribution of trust for signers happens out of band. You can select on this field using \`spec.signerName\`.`;
const expirationSeconds = `expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may issue a certificate with a different validity duration so a client must check the delta between the notBefore and and notAfter fields in the issued certificate to determine the actual duration.

The v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this field as long as the requested duration is not greater than the maximum duration they will honor per the --cluster-signing-duration CLI flag to the Kubernetes controller manager.

Certificate signers may not honor this field for various reasons:

  1. Old signer that is unaware of the field (such as the in-tree
     implementations prior to v1.22)
  2. Signer whose configured maximum is shorter than the requested duration
  3. Signer whose configured minimum is longer than the requested duration

The minimum valid value for expirationSeconds is 600, i.e. 10 minutes.`;

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export const certificateSigningRequestPrinter: Printer = {
  columns: [
    nameColumn,
    ageColumn,
    column("SignerName", "string", signerName),
    column("Requestor", "string", "Base64-encoded PKCS#10 CSR data"),
    column("RequestedDuration", "string", expirationSeconds),
    column("Condition", "string", "Conditions applied to the request, such as approval or denial."),
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      ageOf(item, nowMs),
      isSet(spec.signerName) ? text(spec.signerName) : "<none>",
      text(spec.username),
      isSet(spec.expirationSeconds) ? humanDuration(Number(spec.expirationSeconds) * 1000) : "<none>",
      conditionOf(object(item.status)),
    ];
  },
};

/** Upstream: extractCSRStatus. */
function conditionOf(status: Readonly<Record<string, unknown>>): string {
  const types = new Set(list(status.conditions).map(({ type }) => type));
  const decision = types.has("Denied") ? "Denied" : types.has("Approved") ? "Approved" : "Pending";
  return `${decision}${types.has("Failed") ? ",Failed" : ""}${isSet(status.certificate) ? ",Issued" : ""}`;
}
