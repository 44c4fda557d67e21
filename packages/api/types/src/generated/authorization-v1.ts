// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { FieldSelectorRequirement, LabelSelectorRequirement } from "./meta-v1.js";

/**
 * FieldSelectorAttributes indicates a field limited access. Webhook authors are encouraged to * ensure rawSelector
 * and requirements are not both set * consider the requirements field if set * not try to parse or consider the
 * rawSelector field if set. This is to avoid another CVE-2022-2880 (i.e. getting different systems to agree on how
 * exactly to parse a query is not something we want), see
 * https://www.oxeye.io/resources/golang-parameter-smuggling-attack for more details. For the *SubjectAccessReview
 * endpoints of the kube-apiserver: * If rawSelector is empty and requirements are empty, the request is not limited.
 * * If rawSelector is present and requirements are empty, the rawSelector will be parsed and limited if the parsing
 * succeeds. * If rawSelector is empty and requirements are present, the requirements should be honored * If
 * rawSelector is present and requirements are present, the request is invalid.
 */
export interface FieldSelectorAttributes {
  /**
   * rawSelector is the serialization of a field selector that would be included in a query parameter. Webhook
   * implementations are encouraged to ignore rawSelector. The kube-apiserver's *SubjectAccessReview will parse the
   * rawSelector as long as the requirements are not present.
   */
  readonly rawSelector?: string;
  /**
   * requirements is the parsed interpretation of a field selector. All requirements must be met for a resource
   * instance to match the selector. Webhook implementations should handle requirements, but how to handle them is up
   * to the webhook. Since requirements can only limit the request, it is safe to authorize as unlimited request if
   * the requirements are not understood.
   */
  readonly requirements?: readonly FieldSelectorRequirement[];
}

/**
 * LabelSelectorAttributes indicates a label limited access. Webhook authors are encouraged to * ensure rawSelector
 * and requirements are not both set * consider the requirements field if set * not try to parse or consider the
 * rawSelector field if set. This is to avoid another CVE-2022-2880 (i.e. getting different systems to agree on how
 * exactly to parse a query is not something we want), see
 * https://www.oxeye.io/resources/golang-parameter-smuggling-attack for more details. For the *SubjectAccessReview
 * endpoints of the kube-apiserver: * If rawSelector is empty and requirements are empty, the request is not limited.
 * * If rawSelector is present and requirements are empty, the rawSelector will be parsed and limited if the parsing
 * succeeds. * If rawSelector is empty and requirements are present, the requirements should be honored * If
 * rawSelector is present and requirements are present, the request is invalid.
 */
export interface LabelSelectorAttributes {
  /**
   * rawSelector is the serialization of a field selector that would be included in a query parameter. Webhook
   * implementations are encouraged to ignore rawSelector. The kube-apiserver's *SubjectAccessReview will parse the
   * rawSelector as long as the requirements are not present.
   */
  readonly rawSelector?: string;
  /**
   * requirements is the parsed interpretation of a label selector. All requirements must be met for a resource
   * instance to match the selector. Webhook implementations should handle requirements, but how to handle them is up
   * to the webhook. Since requirements can only limit the request, it is safe to authorize as unlimited request if
   * the requirements are not understood.
   */
  readonly requirements?: readonly LabelSelectorRequirement[];
}

/**
 * LocalSubjectAccessReview checks whether or not a user or group can perform an action in a given namespace. Having a
 * namespace scoped resource makes it much easier to grant namespace scoped policy that includes permissions checking.
 */
export interface LocalSubjectAccessReview extends KubernetesObject {
  readonly apiVersion: "authorization.k8s.io/v1";
  readonly kind: "LocalSubjectAccessReview";
  readonly metadata: ObjectMeta;
  /**
   * Spec holds information about the request being evaluated.  spec.namespace must be equal to the namespace you made
   * the request against.  If empty, it is defaulted.
   */
  readonly spec: SubjectAccessReviewSpec;
  /** Status is filled in by the server and indicates whether the request is allowed or not */
  readonly status?: SubjectAccessReviewStatus;
}

/**
 * NonResourceAttributes includes the authorization attributes available for non-resource requests to the Authorizer
 * interface
 */
export interface NonResourceAttributes {
  /** Path is the URL path of the request */
  readonly path?: string;
  /** Verb is the standard HTTP verb */
  readonly verb?: string;
}

/** NonResourceRule holds information that describes a rule for the non-resource */
export interface NonResourceRule {
  /**
   * NonResourceURLs is a set of partial urls that a user should have access to.  *s are allowed, but only as the
   * full, final step in the path.  "*" means all.
   */
  readonly nonResourceURLs?: readonly string[];
  /**
   * Verb is a list of kubernetes non-resource API verbs, like: get, post, put, delete, patch, head, options.  "*"
   * means all.
   */
  readonly verbs: readonly string[];
}

/**
 * ResourceAttributes includes the authorization attributes available for resource requests to the Authorizer
 * interface
 */
export interface ResourceAttributes {
  /**
   * The field selector of the request, as far as it limits which objects are asked for. It can only limit access,
   * never widen it.
   */
  readonly fieldSelector?: FieldSelectorAttributes;
  /** Group is the API Group of the Resource.  "*" means all. */
  readonly group?: string;
  /**
   * The label selector of the request, as far as it limits which objects are asked for. It can only limit access,
   * never widen it.
   */
  readonly labelSelector?: LabelSelectorAttributes;
  /** Name is the name of the resource being requested for a "get" or deleted for a "delete". "" (empty) means all. */
  readonly name?: string;
  /**
   * Namespace is the namespace of the action being requested.  Currently, there is no distinction between no
   * namespace and all namespaces "" (empty) is defaulted for LocalSubjectAccessReviews "" (empty) is empty for
   * cluster-scoped resources "" (empty) means "all" for namespace scoped resources from a SubjectAccessReview or
   * SelfSubjectAccessReview
   */
  readonly namespace?: string;
  /** Resource is one of the existing resource types.  "*" means all. */
  readonly resource?: string;
  /** Subresource is one of the existing resource types.  "" means none. */
  readonly subresource?: string;
  /**
   * Verb is a kubernetes resource API verb, like: get, list, watch, create, update, delete, proxy.  "*" means all.
   */
  readonly verb?: string;
  /** Version is the API Version of the Resource.  "*" means all. */
  readonly version?: string;
}

/**
 * ResourceRule is the list of actions the subject is allowed to perform on resources. The list ordering isn't
 * significant, may contain duplicates, and possibly be incomplete.
 */
export interface ResourceRule {
  /**
   * APIGroups is the name of the APIGroup that contains the resources.  If multiple API groups are specified, any
   * action requested against one of the enumerated resources in any API group will be allowed.  "*" means all.
   */
  readonly apiGroups?: readonly string[];
  /**
   * ResourceNames is an optional white list of names that the rule applies to.  An empty set means that everything is
   * allowed.  "*" means all.
   */
  readonly resourceNames?: readonly string[];
  /**
   * Resources is a list of resources this rule applies to.  "*" means all in the specified apiGroups.
   * "*\/foo" represents the subresource 'foo' for all resources in the specified apiGroups.
   */
  readonly resources?: readonly string[];
  /**
   * Verb is a list of kubernetes resource API verbs, like: get, list, watch, create, update, delete, proxy.  "*"
   * means all.
   */
  readonly verbs: readonly string[];
}

/**
 * SelfSubjectAccessReview checks whether or the current user can perform an action.  Not filling in a spec.namespace
 * means "in all namespaces".  Self is a special case, because users should always be able to check whether they can
 * perform an action
 */
export interface SelfSubjectAccessReview extends KubernetesObject {
  readonly apiVersion: "authorization.k8s.io/v1";
  readonly kind: "SelfSubjectAccessReview";
  readonly metadata: ObjectMeta;
  /** Spec holds information about the request being evaluated.  user and groups must be empty */
  readonly spec: SelfSubjectAccessReviewSpec;
  /** Status is filled in by the server and indicates whether the request is allowed or not */
  readonly status?: SubjectAccessReviewStatus;
}

/**
 * SelfSubjectAccessReviewSpec is a description of the access request.  Exactly one of ResourceAuthorizationAttributes
 * and NonResourceAuthorizationAttributes must be set
 */
export interface SelfSubjectAccessReviewSpec {
  /** NonResourceAttributes describes information for a non-resource access request */
  readonly nonResourceAttributes?: NonResourceAttributes;
  /** ResourceAuthorizationAttributes describes information for a resource access request */
  readonly resourceAttributes?: ResourceAttributes;
}

/**
 * SelfSubjectRulesReview enumerates the set of actions the current user can perform within a namespace. The returned
 * list of actions may be incomplete depending on the server's authorization mode, and any errors experienced during
 * the evaluation. SelfSubjectRulesReview should be used by UIs to show/hide actions, or to quickly let an end user
 * reason about their permissions. It should NOT Be used by external systems to drive authorization decisions as this
 * raises confused deputy, cache lifetime/revocation, and correctness concerns. SubjectAccessReview, and
 * LocalAccessReview are the correct way to defer authorization decisions to the API server.
 */
export interface SelfSubjectRulesReview extends KubernetesObject {
  readonly apiVersion: "authorization.k8s.io/v1";
  readonly kind: "SelfSubjectRulesReview";
  readonly metadata: ObjectMeta;
  /** Spec holds information about the request being evaluated. */
  readonly spec: SelfSubjectRulesReviewSpec;
  /** Status is filled in by the server and indicates the set of actions a user can perform. */
  readonly status?: SubjectRulesReviewStatus;
}

/** SelfSubjectRulesReviewSpec defines the specification for SelfSubjectRulesReview. */
export interface SelfSubjectRulesReviewSpec {
  /** Namespace to evaluate rules for. Required. */
  readonly namespace?: string;
}

/** SubjectAccessReview checks whether or not a user or group can perform an action. */
export interface SubjectAccessReview extends KubernetesObject {
  readonly apiVersion: "authorization.k8s.io/v1";
  readonly kind: "SubjectAccessReview";
  readonly metadata: ObjectMeta;
  /** Spec holds information about the request being evaluated */
  readonly spec: SubjectAccessReviewSpec;
  /** Status is filled in by the server and indicates whether the request is allowed or not */
  readonly status?: SubjectAccessReviewStatus;
}

/**
 * SubjectAccessReviewSpec is a description of the access request.  Exactly one of ResourceAuthorizationAttributes and
 * NonResourceAuthorizationAttributes must be set
 */
export interface SubjectAccessReviewSpec {
  /**
   * Extra corresponds to the user.Info.GetExtra() method from the authenticator.  Since that is input to the
   * authorizer it needs a reflection here.
   */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Groups is the groups you're testing for. */
  readonly groups?: readonly string[];
  /** NonResourceAttributes describes information for a non-resource access request */
  readonly nonResourceAttributes?: NonResourceAttributes;
  /** ResourceAuthorizationAttributes describes information for a resource access request */
  readonly resourceAttributes?: ResourceAttributes;
  /** UID information about the requesting user. */
  readonly uid?: string;
  /**
   * User is the user you're testing for. If you specify "User" but not "Groups", then is it interpreted as "What if
   * User were not a member of any groups
   */
  readonly user?: string;
}

/** SubjectAccessReviewStatus */
export interface SubjectAccessReviewStatus {
  /** Allowed is required. True if the action would be allowed, false otherwise. */
  readonly allowed: boolean;
  /**
   * Denied is optional. True if the action would be denied, otherwise false. If both allowed is false and denied is
   * false, then the authorizer has no opinion on whether to authorize the action. Denied may not be true if Allowed
   * is true.
   */
  readonly denied?: boolean;
  /**
   * EvaluationError is an indication that some error occurred during the authorization check. It is entirely possible
   * to get an error and be able to continue determine authorization status in spite of it. For instance, RBAC can be
   * missing a role, but enough roles are still present and bound to reason about the request.
   */
  readonly evaluationError?: string;
  /** Reason is optional.  It indicates why a request was allowed or denied. */
  readonly reason?: string;
}

/**
 * SubjectRulesReviewStatus contains the result of a rules check. This check can be incomplete depending on the set of
 * authorizers the server is configured with and any errors experienced during evaluation. Because authorization rules
 * are additive, if a rule appears in a list it's safe to assume the subject has that permission, even if that list is
 * incomplete.
 */
export interface SubjectRulesReviewStatus {
  /**
   * EvaluationError can appear in combination with Rules. It indicates an error occurred during rule evaluation, such
   * as an authorizer that doesn't support rule evaluation, and that ResourceRules and/or NonResourceRules may be
   * incomplete.
   */
  readonly evaluationError?: string;
  /**
   * Incomplete is true when the rules returned by this call are incomplete. This is most commonly encountered when an
   * authorizer, such as an external authorizer, doesn't support rules evaluation.
   */
  readonly incomplete: boolean;
  /**
   * NonResourceRules is the list of actions the subject is allowed to perform on non-resources. The list ordering
   * isn't significant, may contain duplicates, and possibly be incomplete.
   */
  readonly nonResourceRules: readonly NonResourceRule[];
  /**
   * ResourceRules is the list of actions the subject is allowed to perform on resources. The list ordering isn't
   * significant, may contain duplicates, and possibly be incomplete.
   */
  readonly resourceRules: readonly ResourceRule[];
}
