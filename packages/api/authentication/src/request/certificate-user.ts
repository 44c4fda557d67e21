import { definedFields, type User } from "@engenho/core";
import type { Authentication, ClientCertificate, Credentials } from "../port/authenticator.js";
import { unknown } from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";

/** The key of the extra field that identifies the credential of a user. */
export const credentialIdKey = "authentication.kubernetes.io/credential-id";

const users = new WeakMap<ClientCertificate, User>();

/**
 * The user of a client certificate: the common name is the name, the organizations are the groups (upstream:
 * x509.CommonNameUserConversion). Their validity is checked at each request, because a connection may outlive it.
 */
export function certificateUser(certificate: Credentials["certificate"], nowMs: number): Authentication {
  if (certificate === undefined) return unknown;
  if (certificate === "untrusted") return refused("x509: certificate signed by unknown authority");
  const { commonName, uids = [] } = certificate;
  const fault = certificateFault(certificate, nowMs);
  if (fault !== undefined) return refused(fault);
  if (commonName === "") return unknown;
  if (uids.length > 1) return refused(`expected 1 UID, but found multiple: [${uids.join(" ")}]`);
  if (uids[0] === "") return refused("UID cannot be an empty string");
  let user = users.get(certificate);
  if (user === undefined) {
    user = userOf(certificate);
    users.set(certificate, user);
  }
  return { user };
}

/** Why a certificate is not valid now; undefined if it is. */
export function certificateFault(
  { validFromMs = Number.NEGATIVE_INFINITY, validToMs = Number.POSITIVE_INFINITY }: ClientCertificate,
  nowMs: number,
): string | undefined {
  return nowMs < validFromMs || nowMs > validToMs ? "x509: certificate has expired or is not yet valid" : undefined;
}

function userOf({ commonName, organizations, fingerprint, uids = [] }: ClientCertificate): User {
  const [uid] = uids;
  return withAuthenticatedGroup(
    definedFields({
      name: commonName,
      uid,
      groups: organizations,
      extra: fingerprint === undefined ? undefined : { [credentialIdKey]: [`X509SHA256=${fingerprint}`] },
    }),
  );
}

function refused(error: string): Authentication {
  return { user: undefined, error };
}
