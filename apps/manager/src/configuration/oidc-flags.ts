import { signatureAlgorithms, type TokenIssuerConfiguration } from "@engenho/authentication";
import { goQuote } from "@engenho/machinery";
import type { ManagerOptions } from "../manager-options.js";
import { readFlagText } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { issuerOfFlags } from "./authentication-configuration.js";
import type { AuthenticationChecks, SentJwtAuthenticator } from "./jwt-authenticator.js";

/** The value for no prefix of usernames. */
const noPrefix = "-";

/**
 * Translates the flags `--oidc-*` into a JWT authenticator (upstream: BuiltInAuthenticationOptions.ToAuthenticationConfig). Throws UsageError
 * for invalid flags and files.
 */
export async function issuerOfOidcFlags(
  options: ManagerOptions,
  checks: AuthenticationChecks,
): Promise<TokenIssuerConfiguration> {
  const { oidcCaFile, oidcSigningAlgs: algorithms } = options;
  const unknown = algorithms.find((one) => !(signatureAlgorithms as readonly string[]).includes(one));
  if (unknown !== undefined)
    throw new UsageError(`--oidc-signing-algs: oidc: unsupported signing alg: ${goQuote(unknown)}`, 1);
  const certificateAuthority = oidcCaFile === undefined ? undefined : await readFlagText("--oidc-ca-file", oidcCaFile);
  const [issuer] = issuerOfFlags("--oidc-* flags", sentBy(options, certificateAuthority), checks);
  return { ...(issuer as TokenIssuerConfiguration), algorithms: algorithms as TokenIssuerConfiguration["algorithms"] };
}

function sentBy(options: ManagerOptions, certificateAuthority: string | undefined): SentJwtAuthenticator {
  const { oidcIssuerUrl = "", oidcClientId = "", oidcUsernameClaim, oidcUsernamePrefix, oidcGroupsClaim } = options;
  return {
    issuer: { url: oidcIssuerUrl, audiences: [oidcClientId], certificateAuthority: certificateAuthority ?? null },
    claimMappings: {
      username: { claim: oidcUsernameClaim, prefix: prefixOf(oidcUsernamePrefix, oidcUsernameClaim, oidcIssuerUrl) },
      groups: oidcGroupsClaim === undefined ? null : { claim: oidcGroupsClaim, prefix: options.oidcGroupsPrefix },
    },
    claimValidationRules: [...requiredClaims(options.oidcRequiredClaim)].map(([claim, requiredValue]) => ({
      claim,
      requiredValue,
    })),
  };
}

/** The default prefix avoids clashes between issuers. */
function prefixOf(prefix: string, claim: string, issuer: string): string {
  if (prefix === noPrefix) return "";
  return prefix === "" && claim !== "email" ? `${issuer}#` : prefix;
}

/** Required claims by name; the last value of a claim counts (upstream: MapStringStringNoSplit). */
function requiredClaims(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    }),
  );
}
