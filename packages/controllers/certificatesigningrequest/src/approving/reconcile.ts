import {
  type authorizationV1,
  type CertificateSigningRequest,
  type Clock,
  certificateSigningRequests,
  definedFields,
  errorMessage,
  findObject,
  type ReconcileResult,
  type Store,
} from "@engenho/core";
import { commonNameOf, parseCertificateRequest } from "@engenho/x509";
import { kubeletClientFault } from "../kubelet-requests.js";
import { fieldManager, isDecided, isIssued, withCondition } from "../request-state.js";

/** What the approver asks: whether the user of a SubjectAccessReview may do that. */
export type AccessReviewer = (review: authorizationV1.SubjectAccessReviewSpec) => boolean | Promise<boolean>;

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly reviewAccess: AccessReviewer;
}

const kubeletSigner = "kubernetes.io/kube-apiserver-client-kubelet";
const firstRetryMs = 200;
const longestRetryMs = 1_000_000;

/** A kind of request that is approved if its user has a permission on it. */
interface Recognizer {
  /** The subresource of certificatesigningrequests that the user has to `create`. */
  readonly subresource: string;
  readonly message: string;
}

/** In upstream's order: renewing one's own certificate takes the lesser permission. */
const selfNodeClient: Recognizer = {
  subresource: "selfnodeclient",
  message: "Auto approving self kubelet client certificate after SubjectAccessReview.",
};
const nodeClient: Recognizer = {
  subresource: "nodeclient",
  message: "Auto approving kubelet client certificate after SubjectAccessReview.",
};

/** Approves the client certificates of kubelets that may have them, and leaves all other requests to others. */
export function createReconciler({ store, clock, reviewAccess }: ReconcilerOptions) {
  return async (name: string): Promise<ReconcileResult> => {
    const request = await findObject(store, certificateSigningRequests, { name });
    if (request === undefined || !mayBeApproved(request)) return { changed: false };
    const recognizers = recognizersOf(request);
    for (const { subresource, message } of recognizers) {
      if (!(await reviewAccess(reviewOf(request, subresource)))) continue;
      const approved = withCondition(request, { type: "Approved", status: "True", reason: "AutoApproved", message });
      await store.update(approved, { subresource: "approval", fieldManager });
      return { changed: true };
    }
    // The permission may be granted later: the delay doubles each time, as that of a failure.
    if (recognizers.length === 0) return { changed: false };
    const ageMs = clock.now() - Date.parse(request.metadata.creationTimestamp as string);
    return { changed: false, requeueAfterMs: Math.min(Math.max(ageMs, firstRetryMs), longestRetryMs) };
  };
}

/** Whether a request is one that this controller looks at. */
export function mayBeApproved(request: CertificateSigningRequest): boolean {
  return request.spec.signerName === kubeletSigner && !isIssued(request) && !isDecided(request);
}

/** Which kinds of request it is. Throws Error for one that cannot be parsed. */
function recognizersOf({ metadata, spec }: CertificateSigningRequest): readonly Recognizer[] {
  try {
    const request = parseCertificateRequest(atob(spec.request));
    if (kubeletClientFault({ request, usages: spec.usages ?? [] }) !== undefined) return [];
    return spec.username === commonNameOf(request.subject) ? [selfNodeClient, nodeClient] : [nodeClient];
  } catch (error) {
    throw new Error(`unable to parse csr ${JSON.stringify(metadata.name)}: ${errorMessage(error)}`, { cause: error });
  }
}

function reviewOf({ spec }: CertificateSigningRequest, subresource: string): authorizationV1.SubjectAccessReviewSpec {
  const resourceAttributes = {
    group: "certificates.k8s.io",
    version: "*",
    resource: "certificatesigningrequests",
    subresource,
    verb: "create",
  };
  const { username: user, uid, groups, extra } = spec;
  return definedFields({ user, uid, groups, extra, resourceAttributes });
}
