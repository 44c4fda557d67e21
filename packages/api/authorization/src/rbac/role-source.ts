import type { ClusterRoleBinding, RoleBinding, Stored, User } from "@engenho/core";
import type { PolicyRule } from "./rule-matching.js";

/** A RoleBinding or ClusterRoleBinding, as stored. */
export type Binding = Stored<RoleBinding> | Stored<ClusterRoleBinding>;

/** The role that a binding refers to. */
export interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

/** A source of the bindings of a user and the rules of a role. */
export interface RoleSource {
  /**
   * The bindings that have the user, or one of their groups, as a subject: the ClusterRoleBindings for the namespace `""`, else
   * the RoleBindings of the namespace. May contain a binding more than once.
   */
  bindingsOf(user: User, namespace: string): Iterable<Binding>;
  /** The rules of a role: in `namespace` if the reference is to a Role. Undefined if there is no such role. */
  rulesOf(reference: RoleReference, namespace: string): readonly PolicyRule[] | undefined;
}

/** The role that a binding refers to; for a binding without one, which validation refuses, one that does not exist. */
export function roleOf({ roleRef }: Binding): RoleReference {
  return roleRef ?? { kind: "", name: "" };
}
