import { StoreError, type User } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import { badRequest } from "../status/refusals.js";

/** The user name of a ServiceAccount. */
const serviceAccountUser =
  /^system:serviceaccount:([a-z0-9](?:[-a-z0-9]*[a-z0-9])?):([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?)$/;

const why = "impersonation is not supported without authorization";

/**
 * Refuses impersonation (`kubectl --as`): without authorization the impersonated user would have the permissions of the
 * requesting one, that is, all of them. Throws StoreError `Forbidden` with the message that kube-apiserver has for users who
 * may not impersonate, and `BadRequest` for a group or UID without a user. Upstream: pkg/endpoints/filters/impersonation.
 */
export function refuseImpersonation(exchange: Pick<Exchange, "header">, user: User): void {
  const wanted = exchange.header("impersonate-user") ?? "";
  if (wanted !== "") throw forbidden(user, wanted);
  const group = exchange.header("impersonate-group");
  const uid = exchange.header("impersonate-uid") ?? "";
  if (group === undefined && uid === "") return;
  const references = [
    ...(group === undefined ? [] : [`{Group  ${group}    }`]),
    ...(uid === "" ? [] : [`{UID  ${uid}  authentication.k8s.io/v1  }`]),
  ];
  throw badRequest(`requested [${references.join(" ")}] without impersonating a user`);
}

function forbidden(user: User, wanted: string): StoreError {
  const [, namespace, account] = serviceAccountUser.exec(wanted) ?? [];
  const [kind, name] = account === undefined ? ["users", wanted] : ["serviceaccounts", account];
  const scope = namespace === undefined ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  const refused = `User ${JSON.stringify(user.name)} cannot impersonate resource "${kind}" in API group "" ${scope}`;
  const message = `${kind} ${JSON.stringify(name)} is forbidden: ${refused}: ${why}`;
  return new StoreError("Forbidden", message, { details: { name, group: "", kind } });
}
