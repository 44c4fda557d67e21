import type { TokenIssuerConfiguration } from "@engenho/authentication";
import { Causes } from "@engenho/machinery";
import {
  type AuthenticationChecks,
  checkJwtAuthenticators,
  jwtAuthenticatorShape,
  type SentJwtAuthenticator,
} from "./jwt-authenticator.js";
import { decodeKind, refuseFaults, type Source } from "./read-configuration.js";

/** The result of reading an AuthenticationConfiguration. */
export interface AuthenticationSettings {
  /** See `ApiServerOptions.anonymousAuth`; undefined if it is not configured. */
  readonly anonymous: boolean | readonly string[] | undefined;
  /** The JWT authenticators. */
  readonly issuers: readonly TokenIssuerConfiguration[];
}

interface AuthenticationConfiguration {
  readonly jwt?: readonly SentJwtAuthenticator[] | null;
  readonly anonymous?: {
    readonly enabled?: boolean;
    readonly conditions?: readonly { readonly path?: string }[] | null;
  } | null;
}

/**
 * Decodes and validates the file of `--authentication-config` (upstream: ValidateAuthenticationConfiguration). Throws UsageError with
 * all errors, in upstream's words.
 */
export function authenticationSettings(source: Source, checks: AuthenticationChecks): AuthenticationSettings {
  const { jwt, anonymous } = decodeKind<AuthenticationConfiguration>(source, [
    {
      kind: "AuthenticationConfiguration",
      apiVersions: ["v1", "v1beta1", "v1alpha1"].map((version) => `apiserver.config.k8s.io/${version}`),
      fields: {
        jwt: { listOf: jwtAuthenticatorShape },
        anonymous: { fields: { enabled: "flag", conditions: { listOf: { fields: { path: "text" } } } } },
      },
    },
  ]);
  const causes = new Causes();
  const issuers = checkJwtAuthenticators(jwt ?? [], causes, checks);
  const settings = { anonymous: checkAnonymous(anonymous, causes), issuers };
  refuseFaults(source.name, causes.list);
  return settings;
}

/** Validates a JWT authenticator that flags describe. Throws UsageError, whose message begins with `name`. */
export function issuerOfFlags(
  name: string,
  sent: SentJwtAuthenticator,
  checks: AuthenticationChecks,
): readonly TokenIssuerConfiguration[] {
  const causes = new Causes();
  const issuers = checkJwtAuthenticators([sent], causes, checks);
  refuseFaults(name, causes.list);
  return issuers;
}

function checkAnonymous(
  anonymous: AuthenticationConfiguration["anonymous"],
  causes: Causes,
): AuthenticationSettings["anonymous"] {
  if (anonymous === undefined || anonymous === null) return undefined;
  const paths = (anonymous.conditions ?? []).map(({ path = "" }) => path);
  const isEnabled = anonymous.enabled === true;
  if (!isEnabled && paths.length > 0) {
    const value = anonymous.conditions;
    causes.invalid("anonymous.conditions", value, "enabled should be set to true when conditions are defined");
  }
  return isEnabled && paths.length > 0 ? paths : isEnabled;
}
