// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import { defineKind, type KindToken } from "../kind-token.js";
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { LabelSelector, ListMeta } from "./meta-v1.js";

/** AggregationRule describes how to locate ClusterRoles to aggregate into the ClusterRole */
export interface AggregationRule {
  /**
   * ClusterRoleSelectors holds a list of selectors which will be used to find ClusterRoles and create the rules. If
   * any of the selectors match, then the ClusterRole's permissions will be added
   */
  readonly clusterRoleSelectors?: readonly LabelSelector[];
}

/**
 * ClusterRole is a cluster level, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding
 * or ClusterRoleBinding.
 */
export interface ClusterRole extends KubernetesObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRole";
  readonly metadata: ObjectMeta;
  /**
   * AggregationRule is an optional field that describes how to build the Rules for this ClusterRole. If
   * AggregationRule is set, then the Rules are controller managed and direct changes to Rules will be stomped by the
   * controller.
   */
  readonly aggregationRule?: AggregationRule;
  /** Rules holds all the PolicyRules for this ClusterRole */
  readonly rules?: readonly PolicyRule[];
}

/**
 * ClusterRoleBinding references a ClusterRole, but not contain it.  It can reference a ClusterRole in the global
 * namespace, and adds who information via Subject.
 */
export interface ClusterRoleBinding extends KubernetesObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRoleBinding";
  readonly metadata: ObjectMeta;
  /**
   * RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the
   * Authorizer must return an error. This field is immutable.
   */
  readonly roleRef: RoleRef;
  /** Subjects holds references to the objects the role applies to. */
  readonly subjects?: readonly Subject[];
}

/** ClusterRoleBindingList is a collection of ClusterRoleBindings */
export interface ClusterRoleBindingList {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRoleBindingList";
  /** Standard object's metadata. */
  readonly metadata: ListMeta;
  /** Items is a list of ClusterRoleBindings */
  readonly items: readonly ClusterRoleBinding[];
}

/** ClusterRoleList is a collection of ClusterRoles */
export interface ClusterRoleList {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRoleList";
  /** Standard object's metadata. */
  readonly metadata: ListMeta;
  /** Items is a list of ClusterRoles */
  readonly items: readonly ClusterRole[];
}

/**
 * PolicyRule holds information that describes a policy rule, but does not contain information about who the rule
 * applies to or which namespace the rule applies to.
 */
export interface PolicyRule {
  /**
   * APIGroups is the name of the APIGroup that contains the resources.  If multiple API groups are specified, any
   * action requested against one of the enumerated resources in any API group will be allowed. "" represents the core
   * API group and "*" represents all API groups.
   */
  readonly apiGroups?: readonly string[];
  /**
   * NonResourceURLs is a set of partial urls that a user should have access to.  *s are allowed, but only as the
   * full, final step in the path Since non-resource URLs are not namespaced, this field is only applicable for
   * ClusterRoles referenced from a ClusterRoleBinding. Rules can either apply to API resources (such as "pods" or
   * "secrets") or non-resource URL paths (such as "/api"),  but not both.
   */
  readonly nonResourceURLs?: readonly string[];
  /**
   * ResourceNames is an optional white list of names that the rule applies to.  An empty set means that everything is
   * allowed.
   */
  readonly resourceNames?: readonly string[];
  /** Resources is a list of resources this rule applies to. '*' represents all resources. */
  readonly resources?: readonly string[];
  /**
   * Verbs is a list of Verbs that apply to ALL the ResourceKinds contained in this rule. '*' represents all verbs.
   */
  readonly verbs: readonly string[];
}

/** Role is a namespaced, logical grouping of PolicyRules that can be referenced as a unit by a RoleBinding. */
export interface Role extends KubernetesObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "Role";
  readonly metadata: ObjectMeta;
  /** Rules holds all the PolicyRules for this Role */
  readonly rules?: readonly PolicyRule[];
}

/**
 * RoleBinding references a role, but does not contain it.  It can reference a Role in the same namespace or a
 * ClusterRole in the global namespace. It adds who information via Subjects and namespace information by which
 * namespace it exists in.  RoleBindings in a given namespace only have effect in that namespace.
 */
export interface RoleBinding extends KubernetesObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "RoleBinding";
  readonly metadata: ObjectMeta;
  /**
   * RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef
   * cannot be resolved, the Authorizer must return an error. This field is immutable.
   */
  readonly roleRef: RoleRef;
  /** Subjects holds references to the objects the role applies to. */
  readonly subjects?: readonly Subject[];
}

/** RoleBindingList is a collection of RoleBindings */
export interface RoleBindingList {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "RoleBindingList";
  /** Standard object's metadata. */
  readonly metadata: ListMeta;
  /** Items is a list of RoleBindings */
  readonly items: readonly RoleBinding[];
}

/** RoleList is a collection of Roles */
export interface RoleList {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "RoleList";
  /** Standard object's metadata. */
  readonly metadata: ListMeta;
  /** Items is a list of Roles */
  readonly items: readonly Role[];
}

/** RoleRef contains information that points to the role being used */
export interface RoleRef {
  /** APIGroup is the group for the resource being referenced */
  readonly apiGroup: string;
  /** Kind is the type of resource being referenced */
  readonly kind: string;
  /** Name is the name of resource being referenced */
  readonly name: string;
}

/**
 * Subject contains a reference to the object or user identities a role binding applies to.  This can either hold a
 * direct API object reference, or a value for non-objects such as user and group names.
 */
export interface Subject {
  /**
   * APIGroup holds the API group of the referenced subject. Defaults to "" for ServiceAccount subjects. Defaults to
   * "rbac.authorization.k8s.io" for User and Group subjects.
   */
  readonly apiGroup?: string;
  /**
   * Kind of object being referenced. Values defined by this API group are "User", "Group", and "ServiceAccount". If
   * the Authorizer does not recognized the kind value, the Authorizer should report an error.
   */
  readonly kind: string;
  /** Name of the object being referenced. */
  readonly name: string;
  /**
   * Namespace of the referenced object.  If the object kind is non-namespace, such as "User" or "Group", and this
   * value is not empty the Authorizer should report an error.
   */
  readonly namespace?: string;
}

/** The kind token of rbac.authorization.k8s.io/v1 ClusterRoleBinding, which is cluster-scoped. */
export const clusterRoleBindings: KindToken<ClusterRoleBinding> = /* @__PURE__ */ defineKind({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", namespaced: false });
/** The kind token of rbac.authorization.k8s.io/v1 ClusterRole, which is cluster-scoped. */
export const clusterRoles: KindToken<ClusterRole> = /* @__PURE__ */ defineKind({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", namespaced: false });
/** The kind token of rbac.authorization.k8s.io/v1 RoleBinding. */
export const roleBindings: KindToken<RoleBinding> = /* @__PURE__ */ defineKind({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" });
/** The kind token of rbac.authorization.k8s.io/v1 Role. */
export const roles: KindToken<Role> = /* @__PURE__ */ defineKind({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" });
