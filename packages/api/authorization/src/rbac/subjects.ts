import type { rbacV1, User } from "@engenho/core";

/** A subject of a binding, as stored. */
export type Subject = rbacV1.Subject;

const serviceAccountPrefix = "system:serviceaccount:";

/** The username of a ServiceAccount. */
function serviceAccountUser(namespace: string, name: string): string {
  return `${serviceAccountPrefix}${namespace}:${name}`;
}

/** The user or group that a subject names. */
export interface Principal {
  readonly type: "user" | "group";
  readonly name: string;
}

/**
 * The principal of a subject; undefined for an unknown kind, and for a ServiceAccount without a namespace in a
 * ClusterRoleBinding. In a RoleBinding such a ServiceAccount is one of the binding's namespace (upstream:
 * appliesToUser).
 */
export function principalOf({ kind, name, namespace = "" }: Subject, bindingNamespace: string): Principal | undefined {
  switch (kind) {
    case "User":
      return { type: "user", name };
    case "Group":
      return { type: "group", name };
    case "ServiceAccount": {
      const accountNamespace = namespace === "" ? bindingNamespace : namespace;
      if (accountNamespace === "") return undefined;
      return { type: "user", name: serviceAccountUser(accountNamespace, name) };
    }
    default:
      return undefined;
  }
}

/** Whether a subject is the user, or one of their groups. */
export function isSubject(subject: Subject, user: User, bindingNamespace: string): boolean {
  const principal = principalOf(subject, bindingNamespace);
  if (principal === undefined) return false;
  return principal.type === "user" ? principal.name === user.name : (user.groups?.includes(principal.name) ?? false);
}
