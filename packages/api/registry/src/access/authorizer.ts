import type { FieldRequirement, LabelSelector, User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";

/** A request to be authorized (upstream: authorizer.Attributes). */
export interface AuthorizationAttributes {
  /** Who makes the request. */
  readonly user: User;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`...; for other paths the method in lower case. */
  readonly verb: string;
  /** Whether the request is for a resource; otherwise only `user`, `verb` and `path` are set. */
  readonly isResource: boolean;
  /** `""` for cluster-scoped resources, and for all namespaces. */
  readonly namespace: string;
  /** `""` is core. */
  readonly group: string;
  /** The version of the request, such as `v1`. */
  readonly version: string;
  /** The plural: `pods`. */
  readonly resource: string;
  /** `""` for the main resource. */
  readonly subresource: string;
  /** `""` for a create, and for collections, unless their field selector names one object. */
  readonly name: string;
  /** The path of a request for no resource, such as `/healthz`. */
  readonly path: string;
  /** The field selector of a list, watch or deletecollection; undefined without one, or if it cannot be parsed. */
  readonly fieldSelector?: readonly FieldRequirement[] | undefined;
  /** The label selector, likewise. */
  readonly labelSelector?: LabelSelector | undefined;
}

/** The answer of an authorizer. Only `Allow` lets a request pass. */
export interface AuthorizationDecision {
  /** `Deny` ends the search, `NoOpinion` leaves the decision to the next authorizer. */
  readonly decision: "Allow" | "Deny" | "NoOpinion";
  /** Why, for the message of a 403; `""` if there is nothing to say. */
  readonly reason: string;
  /** What failed while the decision was made. */
  readonly error?: string | undefined;
}

/** Verbs on resources that a user may use (authorization.k8s.io ResourceRule). */
export interface ResourceRule {
  /** `*` is every verb. */
  readonly verbs: readonly string[];
  /** `*` is every group. */
  readonly apiGroups: readonly string[];
  /** Plurals, or `pods/log`, `*`, `*` + `/scale`. */
  readonly resources: readonly string[];
  /** Empty: every name. */
  readonly resourceNames: readonly string[];
}

/** Verbs on paths that a user may use (authorization.k8s.io NonResourceRule). */
export interface NonResourceRule {
  /** `*` is every verb. */
  readonly verbs: readonly string[];
  /** Paths; a `*` at the end stands for any rest. */
  readonly nonResourceURLs: readonly string[];
}

/** What a user may do in a namespace, as far as an authorizer can list it. */
export interface UserRules {
  /** Rules for resources. */
  readonly resourceRules: readonly ResourceRule[];
  /** Rules for other paths. */
  readonly nonResourceRules: readonly NonResourceRule[];
  /** Whether the user may be allowed more than is listed. */
  readonly incomplete: boolean;
  /** What failed; `""` if nothing did. */
  readonly evaluationError: string;
}

/** Decides what users may do (upstream: authorizer.Authorizer and RuleResolver). An error that is thrown is a denial. */
export interface Authorizer {
  /** The decision about one request. */
  authorize(attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision>;
  /** What the user may do in a namespace, for SelfSubjectRulesReview. */
  rulesFor(user: User, namespace: string): MaybePromise<UserRules>;
}
