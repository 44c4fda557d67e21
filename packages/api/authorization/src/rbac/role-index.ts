import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
  keyOf,
  makeKey,
  type Role,
  type RoleBinding,
  roleBindings,
  roles,
  type Stored,
  type User,
  type WatchEvent,
} from "@engenho/core";
import type { Binding, RoleReference, RoleSource } from "./role-source.js";
import type { PolicyRule } from "./rule-matching.js";
import { SubjectIndex } from "./subject-index.js";

/** The objects in the index. */
export type RbacObject = Role | ClusterRole | RoleBinding | ClusterRoleBinding;

/** Their kinds. */
export const rbacKinds = [clusterRoles, roles, clusterRoleBindings, roleBindings] as const;

const noRules: readonly PolicyRule[] = [];
const noBindings: readonly Binding[] = [];

/**
 * Roles by name and bindings by subject: the cost of a check grows with the bindings of its user, not with the number
 * of bindings. It references the stored objects, without copies.
 */
export class RoleIndex implements RoleSource {
  /** ClusterRoles by name, Roles by `namespace/name`; no name of a ClusterRole has a slash. */
  readonly #roles = new Map<string, Stored<Role> | Stored<ClusterRole>>();
  /** By namespace; `""` are the ClusterRoleBindings. */
  readonly #bindings = new Map<string, SubjectIndex>();

  bindingsOf(user: User, namespace: string): Iterable<Binding> {
    return this.#bindings.get(namespace)?.of(user) ?? noBindings;
  }

  rulesOf({ kind, name }: RoleReference, namespace: string): readonly PolicyRule[] | undefined {
    if (kind === "ClusterRole") return this.#rulesAt(name);
    return kind === "Role" && namespace !== "" ? this.#rulesAt(makeKey(namespace, name)) : undefined;
  }

  /** Adds an object, or replaces the role of that name. */
  add(object: Stored<RbacObject>): void {
    if (isBinding(object)) this.#bindingsIn(object.metadata.namespace ?? "").add(object);
    else this.#roles.set(keyOf(object), object);
  }

  /** Follows a commit. */
  apply(event: WatchEvent<RbacObject>): void {
    if (event.type !== "ADDED") this.#remove(event.previous);
    if (event.type !== "DELETED") this.add(event.object);
  }

  /** Forgets everything. */
  clear(): void {
    this.#roles.clear();
    this.#bindings.clear();
  }

  #rulesAt(key: string): readonly PolicyRule[] | undefined {
    const role = this.#roles.get(key);
    return role === undefined ? undefined : (role.rules ?? noRules);
  }

  #remove(object: Stored<RbacObject>): void {
    if (!isBinding(object)) {
      this.#roles.delete(keyOf(object));
      return;
    }
    const namespace = object.metadata.namespace ?? "";
    const bindings = this.#bindings.get(namespace);
    bindings?.remove(object);
    if (bindings?.isEmpty === true) this.#bindings.delete(namespace);
  }

  #bindingsIn(namespace: string): SubjectIndex {
    const known = this.#bindings.get(namespace);
    if (known !== undefined) return known;
    const bindings = new SubjectIndex();
    this.#bindings.set(namespace, bindings);
    return bindings;
  }
}

function isBinding(object: Stored<RbacObject>): object is Binding {
  return object.kind === "RoleBinding" || object.kind === "ClusterRoleBinding";
}
