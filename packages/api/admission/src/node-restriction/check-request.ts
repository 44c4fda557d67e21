import type { MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, Resource } from "@engenho/registry";
import { checkCertificateRequest } from "./certificate-requests.js";
import { checkClaimStatus } from "./claim-status.js";
import { checkNode } from "./nodes.js";
import { checkCsiNode, checkLease, checkResourceSlice } from "./owned-objects.js";
import { checkPodCertificateRequest } from "./pod-certificates.js";
import { checkPod, checkPodEviction, checkPodStatus } from "./pods.js";
import { type NodeRequest, refuse } from "./refuse.js";
import { checkToken } from "./tokens.js";

type Check = (asked: NodeRequest, context: AdmissionContext) => MaybePromise<void>;

/**
 * Rejects with Forbidden, with upstream's message, if a kubelet may not make the request, and with NotFound if the
 * request refers to an object that does not exist.
 */
export async function checkRequest(asked: NodeRequest, context: AdmissionContext): Promise<void> {
  const { request, node } = asked;
  if (node === "") refuse(asked, `could not determine node from user ${JSON.stringify(request.user?.name)}`);
  await checkOf(request.resource, request.subresource)?.(asked, context);
}

/** The check for requests for a resource; undefined: none. */
function checkOf({ stored: { group, kind } }: Resource, subresource: string): Check | undefined {
  switch (group === "" ? kind : `${kind}.${group}`) {
    case "Pod":
      return checkOfPods(subresource);
    case "Node":
      return checkNode;
    case "PersistentVolumeClaim":
      return subresource === "status" ? checkClaimStatus : (asked) => refuse(asked, "may only update PVC status");
    case "ServiceAccount":
      return checkToken;
    case "Lease.coordination.k8s.io":
      return checkLease;
    case "PodCertificateRequest.certificates.k8s.io":
      return checkPodCertificateRequest;
    case "CSINode.storage.k8s.io":
      return checkCsiNode;
    case "ResourceSlice.resource.k8s.io":
      return checkResourceSlice;
    case "CertificateSigningRequest.certificates.k8s.io":
      return checkCertificateRequest;
    default:
      return undefined;
  }
}

function checkOfPods(subresource: string): Check {
  switch (subresource) {
    case "":
      return checkPod;
    case "status":
      return checkPodStatus;
    case "eviction":
      return checkPodEviction;
    default:
      return (asked) =>
        refuse(
          asked,
          `unexpected pod subresource ${JSON.stringify(subresource)}, only 'status' and 'eviction' are allowed`,
        );
  }
}
