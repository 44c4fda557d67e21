import type { User } from "@engenho/core";
import type { AuthorizationAttributes, AuthorizationDecision } from "@engenho/registry";

/** How many permissions of one user are remembered. */
const maxPerUser = 1024;

interface Permission {
  readonly group: string;
  readonly subresource: string;
  readonly decision: AuthorizationDecision;
}

/** By namespace, resource and verb: texts that come from a client are never joined into one key, which two requests might share. */
interface Permissions {
  readonly byNamespace: Map<string, Map<string, Map<string, Permission[]>>>;
  count: number;
}

/**
 * Remembers which requests for resources are allowed, whatever object they name, so that a client that repeats itself is not judged
 * anew. It is bounded, and ends with the `User` object, which an authenticator returns for as long as it remembers the credentials.
 */
export class PermissionMemo {
  #users = new WeakMap<User, Permissions>();

  /** The decision for such requests; undefined if none is remembered. */
  find({
    user,
    namespace,
    resource,
    verb,
    group,
    subresource,
  }: AuthorizationAttributes): AuthorizationDecision | undefined {
    const known = this.#users.get(user)?.byNamespace.get(namespace)?.get(resource)?.get(verb);
    if (known === undefined) return undefined;
    for (const one of known) if (one.group === group && one.subresource === subresource) return one.decision;
    return undefined;
  }

  /** Remembers a decision that does not depend on the name of the object. */
  keep(
    { user, namespace, resource, verb, group, subresource }: AuthorizationAttributes,
    decision: AuthorizationDecision,
  ): void {
    let permissions = this.#users.get(user);
    if (permissions === undefined || permissions.count === maxPerUser) {
      permissions = { byNamespace: new Map(), count: 0 };
      this.#users.set(user, permissions);
    }
    permissions.count++;
    const byResource = entry(permissions.byNamespace, namespace, () => new Map<string, Map<string, Permission[]>>());
    const byVerb = entry(byResource, resource, () => new Map<string, Permission[]>());
    entry(byVerb, verb, () => [] as Permission[]).push({ group, subresource, decision });
  }

  /** Forgets everything: roles or bindings have changed. */
  clear(): void {
    this.#users = new WeakMap();
  }
}

function entry<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = create();
  map.set(key, value);
  return value;
}
