import {
  type Clock,
  certificateSigningRequests,
  checkOptions,
  createKeyedController,
  definedFields,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  type Store,
  systemClock,
} from "@engenho/core";
import { type AccessReviewer, createReconciler, mayBeApproved } from "./reconcile.js";

/** Options of {@link createCertificateApproving}. */
export interface CertificateApprovingOptions {
  /** The store with the CertificateSigningRequests. */
  readonly store: Store;
  /**
   * Whether a user may do something: the answer to a SubjectAccessReview. The user is the one who has made the request; what they may
   * do is `create` on `certificatesigningrequests/nodeclient` or `/selfnodeclient`.
   */
  readonly reviewAccess: AccessReviewer;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof CertificateApprovingOptions> = {
  store: optionRules.required(optionRules.store),
  reviewAccess: optionRules.required(optionRules.callable),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * Approves requests for the client certificates of kubelets (upstream: pkg/controller/certificates/approver): the first
 * one of a bootstrap token's user who may `create` `certificatesigningrequests/nodeclient`, and the next ones of a node
 * that may `create` `certificatesigningrequests/selfnodeclient`. All others are left to administrators and to other
 * approvers.
 */
export function createCertificateApproving(options: CertificateApprovingOptions): KeyedController {
  checkOptions("createCertificateApproving", options, rules);
  const { store, clock = systemClock, logger, reviewAccess } = options;
  return createKeyedController({
    name: "certificatesigningrequest-approving-controller",
    clock,
    ...definedFields({ logger }),
    store,
    backoff: { baseMs: 200 },
    for: {
      kind: certificateSigningRequests,
      when: ({ type, object }) => type === "DELETED" || mayBeApproved(object),
      isWanted: mayBeApproved,
    },
    reconcile: createReconciler({ store, clock, reviewAccess }),
  });
}
