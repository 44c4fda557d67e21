import type { Store, User } from "@engenho/core";
import { goQuote, type MaybePromise } from "@engenho/machinery";
import {
  type AuthorizationAttributes,
  type AuthorizationDecision,
  type Authorizer,
  nodeOf,
  type UserRules,
} from "@engenho/registry";
import type { NodeDecisions } from "./node-decision.js";

const noOpinion: AuthorizationDecision = { decision: "NoOpinion", reason: "" };
const noRules: UserRules = { resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" };

/**
 * Authorizes kubelets, the users `system:node:NAME` in the group `system:nodes`, for what Pods on their node need (upstream:
 * plugin/pkg/auth/authorizer/node). It has no opinion on other users, and refuses kubelets while it has no store.
 */
export class NodeAuthorizer implements Authorizer {
  #store: Store | undefined;
  /** Created by the first request of a kubelet. */
  #decisions: Promise<NodeDecisions> | undefined;

  /** Sets the store whose objects decisions are based on; undefined: none. */
  attach(store: Store | undefined): void {
    this.#store = store;
    this.#decisions = undefined;
  }

  authorize(attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision> {
    const { user } = attributes;
    const node = nodeOf(user);
    if (node === undefined) return noOpinion;
    if (node === "") return { decision: "NoOpinion", reason: `unknown node for user ${goQuote(user.name)}` };
    const store = this.#store;
    if (store === undefined) {
      return { decision: "NoOpinion", reason: "", error: "the node authorizer is attached to no store" };
    }
    this.#decisions ??= import("./node-decision.js").then(({ NodeDecisions }) => new NodeDecisions(store));
    return this.#decisions.then((decisions) => decisions.decide(node, attributes));
  }

  rulesFor(user: User): UserRules {
    if (nodeOf(user) === undefined) return noRules;
    const evaluationError = "node authorizer does not support user rule resolution";
    return { ...noRules, incomplete: true, evaluationError };
  }
}
