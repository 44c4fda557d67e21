import {
  anonymousName,
  authenticatedGroup,
  serviceAccountGroups,
  serviceAccountUser,
  splitServiceAccountUser,
  unauthenticatedGroup,
} from "@engenho/authentication";
import { definedFields, setField, type User } from "@engenho/core";
import { isPending } from "@engenho/machinery";
import type { AuthorizationAttributes } from "@engenho/registry";
import type { Authorization } from "../authorization/authorize-request.js";
import type { Exchange } from "../http/exchange.js";
import { forbiddenRequest, unknownFailure } from "../status/refusals.js";

/**
 * The error where every user may do everything: the impersonated user would have the permissions of the requesting one.
 */
const unguarded = "impersonation is not supported without authorization";

const extraPrefix = "impersonate-extra-";
const authenticationGroup = "authentication.k8s.io";

/** One part of an impersonated user: the attributes for the authorizer, and upstream's ObjectReference. */
interface Reference {
  readonly kind: "User" | "ServiceAccount" | "Group" | "UserExtra" | "UID";
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The user that a request impersonates (`kubectl --as`), after the authorizer has allowed its user to impersonate each part: verb
 * `impersonate` on users or serviceaccounts, groups, userextras/KEY and uids. Throws StoreError `Forbidden`, and StatusError 500 for
 * groups, extras or a UID without a user. Upstream: pkg/endpoints/filters/impersonation.go.
 */
export async function impersonate(exchange: Exchange, user: User, authorization: Authorization): Promise<User> {
  const references = referencesOf(exchange);
  const [first] = references;
  if (first === undefined) return user;
  if (first.kind !== "User" && first.kind !== "ServiceAccount") {
    const reason = `requested [${references.map(shown).join(" ")}] without impersonating a user`;
    throw unknownFailure(`Internal Server Error: ${JSON.stringify(exchange.url)}: ${reason}`);
  }
  for (const reference of references) {
    const attributes = attributesOf(reference, user);
    if (!authorization.isGuarded) throw forbiddenRequest(attributes, unguarded);
    const allowed = authorization.require(attributes);
    if (isPending(allowed)) await allowed;
  }
  return userOf(first, references);
}

function referencesOf(exchange: Exchange): readonly Reference[] {
  const references: Reference[] = [];
  const none = { subresource: "", namespace: "" };
  const [wanted = ""] = exchange.headerValues("impersonate-user");
  if (wanted !== "") {
    const account = splitServiceAccountUser(wanted);
    references.push(
      account === undefined
        ? { ...none, kind: "User", resource: "users", name: wanted }
        : { ...none, kind: "ServiceAccount", resource: "serviceaccounts", ...account },
    );
  }
  for (const name of exchange.headerValues("impersonate-group")) {
    references.push({ ...none, kind: "Group", resource: "groups", name });
  }
  for (const header of exchange.headerNames()) {
    if (!header.startsWith(extraPrefix)) continue;
    const subresource = unescaped(header.slice(extraPrefix.length));
    for (const name of exchange.headerValues(header)) {
      references.push({ ...none, kind: "UserExtra", resource: "userextras", subresource, name });
    }
  }
  const [uid = ""] = exchange.headerValues("impersonate-uid");
  if (uid !== "") references.push({ ...none, kind: "UID", resource: "uids", name: uid });
  return references;
}

function attributesOf(
  { kind, resource, subresource, namespace, name }: Reference,
  user: User,
): AuthorizationAttributes {
  const isOfAuthentication = kind === "UserExtra" || kind === "UID";
  return {
    user,
    verb: "impersonate",
    isResource: true,
    namespace,
    group: isOfAuthentication ? authenticationGroup : "",
    version: isOfAuthentication ? "v1" : "",
    resource,
    subresource,
    name,
    path: "",
  };
}

function userOf(first: Reference, references: readonly Reference[]): User {
  const named = (kind: Reference["kind"]) => references.filter((one) => one.kind === kind).map(({ name }) => name);
  const { kind, namespace, name } = first;
  const isAccount = kind === "ServiceAccount";
  let groups: readonly string[] = named("Group");
  if (isAccount && groups.length === 0) groups = serviceAccountGroups(namespace);
  const [uid] = named("UID");
  const extra: Record<string, readonly string[]> = {};
  for (const { kind: of, subresource: key, name: value } of references) {
    if (of === "UserExtra") setField(extra, key, [...(Object.hasOwn(extra, key) ? (extra[key] ?? []) : []), value]);
  }
  return definedFields({
    name: isAccount ? serviceAccountUser({ namespace, name }) : name,
    uid,
    groups: withStanding(groups, !isAccount && name === anonymousName),
    extra: Object.keys(extra).length === 0 ? undefined : extra,
  });
}

/** Adds `system:authenticated` or `system:unauthenticated`, unless the groups contain one of them. */
function withStanding(groups: readonly string[], isAnonymous: boolean): readonly string[] {
  if (groups.includes(unauthenticatedGroup)) return groups;
  if (isAnonymous) return [...groups, unauthenticatedGroup];
  return groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup];
}

/** The key of an extra field, percent-decoded; unchanged if it cannot be decoded. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Go's `%v` of an ObjectReference: kind, namespace, name, UID, apiVersion, resourceVersion, field path. */
function shown({ kind, namespace, name, subresource }: Reference): string {
  const apiVersion = kind === "UserExtra" || kind === "UID" ? `${authenticationGroup}/v1` : "";
  return `{${kind} ${namespace} ${name}  ${apiVersion}  ${subresource}}`;
}
