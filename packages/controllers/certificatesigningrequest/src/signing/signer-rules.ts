import { kubeletClientFault, kubeletServingFault, type RequestWithUsages } from "../kubelet-requests.js";

/** A signer of Kubernetes itself. */
export type KubernetesSigner =
  | "kubernetes.io/kube-apiserver-client"
  | "kubernetes.io/kube-apiserver-client-kubelet"
  | "kubernetes.io/kubelet-serving"
  | "kubernetes.io/legacy-unknown";

/** The signers of Kubernetes itself, and why each of them refuses a request, in upstream's words. */
const faults: Readonly<Record<KubernetesSigner, (request: RequestWithUsages) => string | undefined>> = {
  "kubernetes.io/kube-apiserver-client": ({ usages }) => clientFault(usages),
  "kubernetes.io/kube-apiserver-client-kubelet": kubeletClientFault,
  "kubernetes.io/kubelet-serving": kubeletServingFault,
  /** It signs everything; no new request can name it. */
  "kubernetes.io/legacy-unknown": () => undefined,
};

/** Whether a signer is one of Kubernetes itself. */
export function isKubernetesSigner(name: string): name is KubernetesSigner {
  return Object.hasOwn(faults, name);
}

/** Why a signer refuses a request; undefined if it does not. */
export function signerFault(signer: KubernetesSigner, request: RequestWithUsages): string | undefined {
  return faults[signer](request);
}

/** Upstream: validAPIServerClientUsages. */
function clientFault(usages: readonly string[]): string | undefined {
  const allowed = ["client auth", "digital signature", "key encipherment"];
  const other = usages.find((usage) => !allowed.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes("client auth") ? undefined : "missing required usage for client certificate: client auth";
}
