import { type AdmissionContext, type AdmissionPlugin, type AdmissionRequest, nodeOf } from "@engenho/registry";

/** The resources in which kubelets are restricted; of ServiceAccounts only the tokens. */
const restricted: ReadonlySet<string> = new Set([
  "Pod",
  "Node",
  "PersistentVolumeClaim",
  "ServiceAccount",
  "Lease.coordination.k8s.io",
  "PodCertificateRequest.certificates.k8s.io",
  "CSINode.storage.k8s.io",
  "ResourceSlice.resource.k8s.io",
  "CertificateSigningRequest.certificates.k8s.io",
]);

/**
 * Restricts kubelets (the users `system:node:NAME` in the group `system:nodes`) to their own node, to the Pods on it, and to what these
 * refer to. Belongs to the authorization mode Node, which does not see what a request contains (upstream:
 * plugin/pkg/admission/noderestriction).
 */
export const nodeRestriction: AdmissionPlugin = {
  name: "NodeRestriction",
  handles: (operation, { stored: { group, kind } }, subresource) =>
    operation !== "CONNECT" &&
    restricted.has(group === "" ? kind : `${kind}.${group}`) &&
    (kind !== "ServiceAccount" || subresource === "token"),
  mutate: (request, context) => check(request, context)?.then(() => request.object) ?? request.object,
  beforeDeletion: (request, context) => check(request, context),
};

/** Undefined for users who are not kubelets. The first kubelet loads the checks. */
function check(request: AdmissionRequest, context: AdmissionContext): Promise<void> | undefined {
  const { user } = request;
  const node = user === undefined ? undefined : nodeOf(user);
  if (node === undefined) return undefined;
  return import("./check-request.js").then(({ checkRequest }) => checkRequest({ request, node }, context));
}
