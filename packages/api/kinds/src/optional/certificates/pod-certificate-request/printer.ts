import { list, nameOf, object, text } from "@engenho/registry";
import { column, nameColumn, type Printer } from "../../../printing/printer.js";

const states: ReadonlySet<unknown> = new Set(["Issued", "Denied", "Failed"]);

/** certificates.k8s.io/v1alpha1 PodCertificateRequest. */
export const podCertificateRequestPrinter: Printer = {
  columns: [
    nameColumn,
    column("PodName", "string", "podName is the name of the pod into which the certificate will be mounted."),
    column(
      "ServiceAccountName",
      "string",
      "serviceAccountName is the name of the service account the pod is running as.",
    ),
    column("NodeName", "string", "nodeName is the name of the node the pod is assigned to."),
    column(
      "SignerName",
      "string",
      `signerName indicates the requested signer.

All signer names beginning with \`kubernetes.io\` are reserved for use by the Kubernetes project.  There is currently one well-known signer documented by the Kubernetes project, \`kubernetes.io/kube-apiserver-client-pod\`, which will issue client certificates understood by kube-apiserver.  It is currently unimplemented.`,
    ),
    column("State", "string", "Is the request Pending, Issued, Denied, or Failed?"),
  ],
  cells(item) {
    const { podName, serviceAccountName, nodeName, signerName } = object(item.spec);
    return [
      nameOf(item),
      text(podName),
      text(serviceAccountName),
      text(nodeName),
      text(signerName),
      stateOf(object(item.status)),
    ];
  },
};

/** That of the last condition which says one. */
function stateOf(status: Readonly<Record<string, unknown>>): string {
  const types = list(status.conditions).map(({ type }) => type);
  return (types.findLast((type) => states.has(type)) as string | undefined) ?? "Pending";
}
