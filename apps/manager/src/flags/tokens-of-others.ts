import { InvalidArgumentError, Option } from "commander";
import { defaultManagerOptions, type ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { apiVersion, duration, list, nonEmpty } from "./parsers.js";

/** Flags for OpenID issuers and the token webhook, with kube-apiserver's names. */
export function tokensOfOthersFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--oidc-issuer-url <url>", "OpenID issuer whose tokens are accepted").argParser(nonEmpty),
    new Option("--oidc-client-id <id>", "audience that its tokens must have").argParser(nonEmpty),
    new Option("--oidc-username-claim <claim>", "claim with the user name")
      .argParser(nonEmpty)
      .default(defaults.oidcUsernameClaim),
    new Option("--oidc-username-prefix <text>", "prefix of user names; -: none (the issuer and #)")
      .argParser(String)
      .default(defaults.oidcUsernamePrefix, ""),
    new Option("--oidc-groups-claim <claim>", "claim with the groups").argParser(nonEmpty),
    new Option("--oidc-groups-prefix <text>", "prefix of groups")
      .argParser(String)
      .default(defaults.oidcGroupsPrefix, ""),
    new Option("--oidc-required-claim <pair>", "claim=text that tokens must have; may be repeated")
      .argParser(pairs)
      .default(defaults.oidcRequiredClaim, ""),
    new Option("--oidc-ca-file <file>", "CA bundle that verifies the issuer").argParser(nonEmpty),
    new Option("--oidc-signing-algs <list>", "signature algorithms that are accepted")
      .argParser(list(defaults.oidcSigningAlgs))
      .default(defaults.oidcSigningAlgs),
    new Option(
      "--authentication-token-webhook-config-file <file>",
      "kubeconfig of a webhook that reviews tokens",
    ).argParser(nonEmpty),
    new Option("--authentication-token-webhook-version <version>", "version of its TokenReviews: v1 or v1beta1")
      .argParser(apiVersion)
      .default(defaults.authenticationTokenWebhookVersion),
    new Option("--authentication-token-webhook-cache-ttl <duration>", "how long its answers are cached")
      .argParser(duration)
      .default(defaults.authenticationTokenWebhookCacheTtl, "2m0s"),
  ];
}

function pairs(text: string, before: readonly string[] = []): readonly string[] {
  if (text.includes("=")) return [...before, text];
  throw new InvalidArgumentError("It must be a pair claim=text.");
}

const oidcOptions = [
  "oidcIssuerUrl",
  "oidcClientId",
  "oidcUsernameClaim",
  "oidcUsernamePrefix",
  "oidcGroupsClaim",
  "oidcGroupsPrefix",
  "oidcRequiredClaim",
  "oidcCaFile",
  "oidcSigningAlgs",
] as const satisfies readonly (keyof ManagerOptions)[];

/** Throws UsageError, with kube-apiserver's messages, for flags that contradict each other (upstream: validateOIDCOptions). */
export function checkTokensOfOthersFlags(options: ManagerOptions): void {
  const isGiven = oidcOptions.some((option) => options[option] !== defaultManagerOptions[option]);
  if (!isGiven) return;
  const { authenticationConfig: file, oidcIssuerUrl, oidcClientId } = options;
  const fault =
    file !== undefined
      ? "authentication-config file and oidc-* flags are mutually exclusive"
      : oidcIssuerUrl === undefined || oidcClientId === undefined
        ? "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set"
        : undefined;
  if (fault !== undefined) throw new UsageError(`${fault} (engenho --help lists the flags)`, 2);
}
