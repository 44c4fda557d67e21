import type { TokenBinding, User } from "@engenho/core";
import { withAuthenticatedGroup } from "../port/groups.js";
import { credentialIdKey } from "../request/certificate-user.js";
import { type ServiceAccountName, serviceAccountGroups, serviceAccountUser } from "./names.js";

const prefix = "authentication.kubernetes.io/";

/** The user of a ServiceAccount's token (upstream: ServiceAccountInfo.UserInfo). */
export function tokenUser(
  account: ServiceAccountName & { readonly uid: string },
  extra?: Readonly<Record<string, readonly string[]>>,
): User {
  return withAuthenticatedGroup({
    name: serviceAccountUser(account),
    uid: account.uid,
    groups: serviceAccountGroups(account.namespace),
    ...(extra === undefined ? {} : { extra }),
  });
}

/** The extra fields of a bound token's user: the token's ID, the Pod and the Node. Undefined if there are none. */
export function tokenExtra({ pod, node }: TokenBinding, id: string): User["extra"] {
  const extra: Record<string, readonly string[]> = {};
  if (id !== "") extra[credentialIdKey] = [`JTI=${id}`];
  if (pod !== undefined && pod.name !== "" && pod.uid !== undefined && pod.uid !== "") {
    extra[`${prefix}pod-name`] = [pod.name];
    extra[`${prefix}pod-uid`] = [pod.uid];
  }
  if (node !== undefined && node.name !== "") {
    extra[`${prefix}node-name`] = [node.name];
    if (node.uid !== undefined && node.uid !== "") extra[`${prefix}node-uid`] = [node.uid];
  }
  return Object.keys(extra).length === 0 ? undefined : extra;
}
