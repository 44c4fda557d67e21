import type { ClusterRole, Role, Stored, User } from "@engenho/core";
import type { AdmissionContext } from "@engenho/registry";
import { type Binding, type RoleReference, type RoleSource, roleOf } from "../rbac/role-source.js";
import type { PolicyRule } from "../rbac/rule-matching.js";
import { isSubject } from "../rbac/subjects.js";

const group = "rbac.authorization.k8s.io";

/** The rules of a role as stored; undefined if it does not exist. A Role is looked up in `namespace`. */
export async function storedRules(
  context: AdmissionContext,
  { kind, name }: RoleReference,
  namespace: string,
): Promise<readonly PolicyRule[] | undefined> {
  if (kind !== "Role" && kind !== "ClusterRole") return undefined;
  const role = await context.get({ group, kind, namespace: kind === "Role" ? namespace : "", name });
  return role === undefined ? undefined : ((role as Stored<Role> | Stored<ClusterRole>).rules ?? []);
}

/**
 * The bindings of a user in a namespace (`""`: in the cluster) and their roles, read from storage, so that they are
 * current whether or not an RBAC authorizer runs.
 */
export async function storedRoles(context: AdmissionContext, user: User, namespace: string): Promise<RoleSource> {
  const inCluster = await bindingsOf(context, user, "");
  const inNamespace = namespace === "" ? [] : await bindingsOf(context, user, namespace);
  const rules = new Map<string, readonly PolicyRule[] | undefined>();
  for (const binding of [...inCluster, ...inNamespace]) {
    const role = roleOf(binding);
    const scope = binding.metadata.namespace ?? "";
    const key = keyOf(role, scope);
    if (!rules.has(key)) rules.set(key, await storedRules(context, role, scope));
  }
  return {
    bindingsOf: (_user, scope) => (scope === "" ? inCluster : inNamespace),
    rulesOf: (role, scope) => rules.get(keyOf(role, scope)),
  };
}

function keyOf({ kind, name }: RoleReference, namespace: string): string {
  return JSON.stringify(kind === "Role" ? [kind, namespace, name] : [kind, name]);
}

async function bindingsOf(context: AdmissionContext, user: User, namespace: string): Promise<readonly Binding[]> {
  const kind = namespace === "" ? "ClusterRoleBinding" : "RoleBinding";
  const { items } = await context.list({ group, kind }, namespace === "" ? {} : { namespace });
  return (items as readonly Binding[]).filter(({ subjects = [] }) =>
    subjects.some((subject) => isSubject(subject, user, namespace)),
  );
}
