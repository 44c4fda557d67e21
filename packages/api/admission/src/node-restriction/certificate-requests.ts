import { errorMessage, type KubernetesObject } from "@engenho/core";
import { commonNameOf, parseCertificateRequest } from "@engenho/x509";
import { type NodeRequest, refuse } from "./refuse.js";

type CertificateSigningRequest = KubernetesObject & {
  readonly spec?: { readonly request?: string; readonly signerName?: string };
};

/** The signers of kubelets' certificates. */
const kubeletSigners: ReadonlySet<string> = new Set([
  "kubernetes.io/kubelet-serving",
  "kubernetes.io/kube-apiserver-client-kubelet",
]);

/**
 * Allows certificate requests for kubelet signers only with the common name of the kubelet's node (upstream: admitCSR; the feature gate
 * AllowInsecureKubeletCertificateSigningRequests, which disables the check, is off by default).
 */
export function checkCertificateRequest(asked: NodeRequest): void {
  const { operation, object } = asked.request;
  if (operation !== "CREATE") return;
  const { request = "", signerName = "" } = (object as CertificateSigningRequest).spec ?? {};
  if (!kubeletSigners.has(signerName)) return;
  let commonName: string;
  try {
    commonName = commonNameOf(parseCertificateRequest(atob(request)).subject);
  } catch (error) {
    refuse(asked, `unable to parse csr: ${errorMessage(error)}`);
  }
  const required = `system:node:${asked.node}`;
  if (commonName !== required) refuse(asked, `can only create a node CSR with CN=${required}`);
}
