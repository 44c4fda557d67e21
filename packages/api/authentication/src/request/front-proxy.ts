import { definedFields, type User } from "@engenho/core";
import {
  type Authentication,
  type ClientCertificate,
  type CredentialHeaders,
  type Credentials,
  unknown,
} from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { certificateFault } from "./certificate-user.js";

/** How front proxies are authenticated, and how they name the user (kube-apiserver's flags `--requestheader-*`). */
export interface FrontProxyOptions {
  /** The SHA-256 hashes, in lower-case hexadecimal, of the authorities that sign the proxies' client certificates. */
  readonly authorities: ReadonlySet<string>;
  /** The common names that a proxy may have. Empty: any. */
  readonly allowedNames: readonly string[];
  /** Headers with the name of the user: the first that has a value. */
  readonly usernameHeaders: readonly string[];
  /** Headers with the UID of the user, likewise. */
  readonly uidHeaders: readonly string[];
  /** Headers with the groups of the user: all values of all of them. */
  readonly groupHeaders: readonly string[];
  /** The prefixes of headers with further facts about the user, whose keys are the rest of the headers' names. */
  readonly extraHeaderPrefixes: readonly string[];
}

/** The user that a front proxy names, if the certificate is that of one (upstream: authentication/request/headerrequest). */
export function frontProxyUser(
  { authorities, allowedNames, ...names }: FrontProxyOptions,
  { certificate, headers }: Pick<Credentials, "certificate" | "headers">,
  nowMs: number,
): Authentication {
  if (certificate === undefined || certificate === "untrusted" || headers === undefined) return unknown;
  if (!isSignedBy(certificate, authorities)) return unknown;
  const fault = certificateFault(certificate, nowMs);
  if (fault !== undefined) return { user: undefined, error: fault };
  const { commonName } = certificate;
  if (allowedNames.length > 0 && !allowedNames.includes(commonName)) {
    return { user: undefined, error: `x509: subject with cn=${commonName} is not in the allowed list` };
  }
  const user = userIn(headers, names);
  return user === undefined ? unknown : { user };
}

/** Whether one of these authorities is above a certificate in its chain. */
export function isSignedBy({ authorities = [] }: ClientCertificate, trusted: ReadonlySet<string>): boolean {
  return authorities.some((authority) => trusted.has(authority));
}

type HeaderNames = Omit<FrontProxyOptions, "authorities" | "allowedNames">;

function userIn(headers: CredentialHeaders, names: HeaderNames): User | undefined {
  const valuesOf = (header: string) => headers.headerValues(header.toLowerCase()).filter((value) => value !== "");
  const name = names.usernameHeaders.flatMap(valuesOf)[0];
  if (name === undefined) return undefined;
  const uid = names.uidHeaders.flatMap(valuesOf)[0];
  const extra = extraIn(headers, names.extraHeaderPrefixes);
  return withAuthenticatedGroup(
    definedFields({
      name,
      uid,
      groups: names.groupHeaders.flatMap(valuesOf),
      extra: Object.keys(extra).length === 0 ? undefined : extra,
    }),
  );
}

function extraIn(headers: CredentialHeaders, prefixes: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const extra: Record<string, string[]> = Object.create(null);
  for (const prefix of prefixes.map((each) => each.toLowerCase())) {
    for (const header of headers.headerNames()) {
      if (!header.startsWith(prefix)) continue;
      const key = unescaped(header.slice(prefix.length));
      extra[key] = [...(extra[key] ?? []), ...headers.headerValues(header)];
    }
  }
  return extra;
}

/** A malformed key is returned unchanged. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
