import type { TokenReviewVersion } from "@engenho/authentication";

/** The manager's options for tokens of OpenID issuers and token webhooks. */
export interface TokenOptions {
  /** The https URL of an OpenID issuer. Requires `oidcClientId`; excludes `authenticationConfig`. Default: none. */
  readonly oidcIssuerUrl: string | undefined;
  /** The required audience of the issuer's tokens. */
  readonly oidcClientId: string | undefined;
  /** The claim with the username. Default `sub`. */
  readonly oidcUsernameClaim: string;
  /** The prefix of usernames; `-` for none. Default `""`: the issuer and `#`; for the claim `email`, none. */
  readonly oidcUsernamePrefix: string;
  /** The claim with the groups. Default: users have no groups. */
  readonly oidcGroupsClaim: string | undefined;
  /** The prefix of groups. Default `""`. */
  readonly oidcGroupsPrefix: string;
  /** Required claims with their values, as `claim=value`. Default `[]`. */
  readonly oidcRequiredClaim: readonly string[];
  /** The file with the certificate authorities of the issuer, in PEM. Default: the system's authorities. */
  readonly oidcCaFile: string | undefined;
  /** The accepted signature algorithms. Default `["RS256"]`. */
  readonly oidcSigningAlgs: readonly string[];
  /** The kubeconfig of the token webhook. Default: none. */
  readonly authenticationTokenWebhookConfigFile: string | undefined;
  /** The version of authentication.k8s.io for the token webhook. Default `v1beta1`. */
  readonly authenticationTokenWebhookVersion: TokenReviewVersion;
  /** How long answers of the token webhook are cached, in milliseconds. Default 120 000. */
  readonly authenticationTokenWebhookCacheTtl: number;
}

/** The defaults of {@link TokenOptions}. */
export const defaultTokenOptions: TokenOptions = {
  oidcIssuerUrl: undefined,
  oidcClientId: undefined,
  oidcUsernameClaim: "sub",
  oidcUsernamePrefix: "",
  oidcGroupsClaim: undefined,
  oidcGroupsPrefix: "",
  oidcRequiredClaim: [],
  oidcCaFile: undefined,
  oidcSigningAlgs: ["RS256"],
  authenticationTokenWebhookConfigFile: undefined,
  authenticationTokenWebhookVersion: "v1beta1",
  authenticationTokenWebhookCacheTtl: 120_000,
};
