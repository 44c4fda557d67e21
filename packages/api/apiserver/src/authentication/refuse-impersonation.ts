import { StoreError } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import type { User } from "../options.js";
import { badRequest } from "../status/refusals.js";

/** Upstream's form of the name of a ServiceAccount's user. */
const serviceAccountUser =
  /^system:serviceaccount:([a-z0-9](?:[-a-z0-9]*[a-z0-9])?):([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?)$/;

const why = "there is no authorization here that could hold for another user";

/**
 * Refuses a request that is to be answered as somebody else (`kubectl --as`): without authorization everybody may do
 * everything, so it would be answered as the asking user's own. Throws StoreError `Forbidden` with the words in which
 * kube-apiserver refuses who may not impersonate, and `BadRequest` for a group or UID of no user.
 * Upstream: pkg/endpoints/filters/impersonation.
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
