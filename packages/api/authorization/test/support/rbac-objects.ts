import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, rbacV1, Stored, User } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";
import type { RbacObject } from "../../src/rbac/role-index.js";

const apiVersion = "rbac.authorization.k8s.io/v1" as const;
const apiGroup = "rbac.authorization.k8s.io";

function stored<T extends RbacObject>(object: T): Stored<T> {
  const { kind, metadata } = object;
  const uid = `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
  return { ...object, metadata: { ...metadata, uid, resourceVersion: "1" } } as Stored<T>;
}

/** A rule by lists in text, as in upstream's tables: `rule("get,list", "", "pods")`. */
export function rule(verbs: string, groups: string, resources: string, names = ""): rbacV1.PolicyRule {
  const list = (text: string) => text.split(",");
  const base = { verbs: list(verbs), apiGroups: list(groups), resources: list(resources) };
  return names === "" ? base : { ...base, resourceNames: list(names) };
}

/** A rule for paths. */
export function urls(verbs: string, paths: string): rbacV1.PolicyRule {
  return { verbs: verbs.split(","), nonResourceURLs: paths.split(",") };
}

export function clusterRole(name: string, ...rules: readonly rbacV1.PolicyRule[]): Stored<ClusterRole> {
  return stored<ClusterRole>({ apiVersion, kind: "ClusterRole", metadata: { name }, rules });
}

export function role(namespace: string, name: string, ...rules: readonly rbacV1.PolicyRule[]): Stored<Role> {
  return stored<Role>({ apiVersion, kind: "Role", metadata: { name, namespace }, rules });
}

/** A subject as in upstream's tables: `User:foo`, `Group:bar`, `ServiceAccount:ns/name`. */
export function subject(text: string): rbacV1.Subject {
  const [kind = "", name = ""] = text.split(/:(.*)/s);
  if (kind !== "ServiceAccount") return { kind, name, apiGroup };
  const [namespace = "", account = ""] = name.split("/");
  return namespace === "" ? { kind, name: account } : { kind, name: account, namespace };
}

/** Binds a ClusterRole in the cluster. */
export function clusterBinding(
  name: string,
  roleName: string,
  ...subjects: readonly string[]
): Stored<ClusterRoleBinding> {
  const roleRef = { apiGroup, kind: "ClusterRole", name: roleName };
  return stored<ClusterRoleBinding>({
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    subjects: subjects.map(subject),
    roleRef,
  });
}

/** Binds in a namespace: `ref` is `Role/name` or `ClusterRole/name`. */
export function binding(
  namespace: string,
  name: string,
  ref: string,
  ...subjects: readonly string[]
): Stored<RoleBinding> {
  const [kind = "", roleName = ""] = ref.split("/");
  return stored<RoleBinding>({
    apiVersion,
    kind: "RoleBinding",
    metadata: { name, namespace },
    subjects: subjects.map(subject),
    roleRef: { apiGroup, kind, name: roleName },
  });
}

export function user(name: string, ...groups: readonly string[]): User {
  return { name, groups };
}

/** A request for a resource; `resource` may have a subresource. */
export function asks(
  who: User,
  verb: string,
  resource: string,
  more: { readonly namespace?: string; readonly group?: string; readonly name?: string } = {},
): AuthorizationAttributes {
  const [plural = "", subresource = ""] = resource.split("/");
  const { namespace = "", group = "", name = "" } = more;
  const none = { fieldSelector: undefined, labelSelector: undefined };
  return {
    ...{ user: who, verb, isResource: true, namespace, group, version: "v1", resource: plural, subresource, name },
    ...{ path: "", ...none },
  };
}

/** A request for a path. */
export function asksPath(who: User, verb: string, path: string): AuthorizationAttributes {
  return { ...asks(who, verb, ""), isResource: false, version: "", path };
}
