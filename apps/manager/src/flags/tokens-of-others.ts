import { InvalidArgumentError, Option } from "commander";
import { defaultManagerOptions, type ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { apiVersion, duration, list, nonEmpty } from "./parsers.js";

/** Flags for OpenID issuers and the token webhook, with kube-apiserver's names. */
export function tokensOfOthersFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--oidc-issuer-url <url>", "OpenID issuer whose tokens are accepted").argParser(nonEmpty),
    new Option("--oidc-client-id <id>", "what its tokens are meant for").argParser(nonEmpty),
    new Option("--oidc-username-claim <claim>", "claim that is the user's name")
      .argParser(nonEmpty)
      .default(defaults.oidcUsernameClaim),
    new Option("--oidc-username-prefix <text>", "put before it; -: nothing (the issuer and #)")
      .argParser(String)
      .default(defaults.oidcUsernamePrefix, ""),
    new Option("--oidc-groups-claim <claim>", "claim that is the user's groups").argParser(nonEmpty),
    new Option("--oidc-groups-prefix <text>", "put before them")
      .argParser(String)
      .default(defaults.oidcGroupsPrefix, ""),
    new Option("--oidc-required-claim <pair>", "claim=text that tokens must have; may be repeated")
      .argParser(pairs)
      .default(defaults.oidcRequiredClaim, ""),
    new Option("--oidc-ca-file <file>", "authorities of the issuer").argParser(nonEmpty),
    new Option("--oidc-signing-algs <list>", "algorithms that may have signed its tokens")
      .argParser(list(defaults.oidcSigningAlgs))
      .default(defaults.oidcSigningAlgs),
    new Option(
      "--authentication-token-webhook-config-file <file>",
      "kubeconfig of a webhook that knows tokens",
    ).argParser(nonEmpty),
    new Option("--authentication-token-webhook-version <version>", "of authentication.k8s.io: v1 or v1beta1")
      .argParser(apiVersion)
      .default(defaults.authenticationTokenWebhookVersion),
    new Option("--authentication-token-webhook-cache-ttl <duration>", "memory of its answers")
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
