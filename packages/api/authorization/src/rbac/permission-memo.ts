import type { User } from "@engenho/core";
import type { AuthorizationAttributes, AuthorizationDecision } from "@engenho/registry";

/** The maximum number of cached permissions of one user. */
const maxPerUser = 1024;

interface Permission {
  readonly group: string;
  readonly subresource: string;
  readonly decision: AuthorizationDecision;
}

/**
 * By namespace, resource and verb. Texts from clients are not joined into one key, because different requests could
 * then have the same key.
 */
interface Permissions {
  readonly byNamespace: Map<string, Map<string, Map<string, Permission[]>>>;
  count: number;
}

/**
 * Caches which requests for resources are allowed independent of the object's name. The cache is bounded, and lives as
 * long as the `User` object, which an authenticator returns for as long as it caches the credentials.
 */
export class PermissionMemo {
  #users = new WeakMap<User, Permissions>();

  /** The cached decision for a request; undefined if there is none. */
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

  /** Caches a decision that does not depend on the name of the object. */
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

  /** Clears the cache, because roles or bindings have changed. */
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
