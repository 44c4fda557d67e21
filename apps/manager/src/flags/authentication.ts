import { parseGoDuration } from "@engenho/machinery";
import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { boolean, list, nonEmpty } from "./parsers.js";

/** Authentication flags, with kube-apiserver's names. */
export function authenticationFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--client-ca-file <file>", "CA bundle that verifies client certificates").argParser(nonEmpty),
    new Option("--token-auth-file <file>", "CSV file: token, user, uid, groups").argParser(nonEmpty),
    new Option("--authentication-config <file>", "AuthenticationConfiguration: JWTs, anonymous").argParser(nonEmpty),
    new Option("--enable-bootstrap-token-auth [boolean]", "accept bootstrap tokens (for kubeadm join)")
      .argParser(boolean)
      .preset("true")
      .default(defaults.enableBootstrapTokenAuth),
    new Option("--requestheader-client-ca-file <file>", "CA bundle of front proxies").argParser(nonEmpty),
    ...headerFlags(defaults),
    new Option("--anonymous-auth [boolean]", "serve requests without credentials (health and version)")
      .argParser(boolean)
      .preset("true"),
    new Option("--api-audiences <list>", "audiences of tokens for this server (the issuers)")
      .argParser(list(defaults.apiAudiences))
      .default(defaults.apiAudiences, ""),
    new Option("--service-account-issuer <list>", "issuers of ServiceAccount tokens; the first signs")
      .argParser(list(defaults.serviceAccountIssuer))
      .default(defaults.serviceAccountIssuer, "that of most clusters"),
    new Option("--service-account-key-file <list>", "keys that verify ServiceAccount tokens")
      .argParser(list(defaults.serviceAccountKeyFile))
      .default(defaults.serviceAccountKeyFile, "the signing key"),
    new Option("--service-account-signing-key-file <file>", "key that signs them (generated)").argParser(nonEmpty),
    new Option("--service-account-extend-token-expiration [boolean]", "tokens of Pods are valid for a year")
      .argParser(boolean)
      .preset("true")
      .default(defaults.serviceAccountExtendTokenExpiration),
    new Option("--service-account-max-token-expiration <duration>", "their maximum lifetime, such as 24h")
      .argParser(lifetime)
      .default(defaults.serviceAccountMaxTokenExpiration, "no limit"),
    new Option("--service-account-jwks-uri <uri>", "URI of their keys in the OpenID discovery document").argParser(
      httpsUri,
    ),
    new Option("--kubeconfig-auth <kind>", "credentials in the kubeconfig: token or certificate")
      .argParser(kubeconfigAuth)
      .default(defaults.kubeconfigAuth),
  ];
}

/** The flags for front proxies. */
function headerFlags(defaults: ManagerOptions): readonly Option[] {
  const flags = [
    ["allowed-names", "names that a front proxy may have (any)", defaults.requestheaderAllowedNames],
    ["username-headers", "headers with the user's name", defaults.requestheaderUsernameHeaders],
    ["uid-headers", "headers with the user's UID", defaults.requestheaderUidHeaders],
    ["group-headers", "headers with the user's groups", defaults.requestheaderGroupHeaders],
    ["extra-headers-prefix", "prefixes of headers with extra attributes", defaults.requestheaderExtraHeadersPrefix],
  ] as const;
  return flags.map(([name, description, fallback]) =>
    new Option(`--requestheader-${name} <list>`, description).argParser(list(fallback)).default(fallback, ""),
  );
}

/** Throws UsageError for flags that contradict each other. */
export function checkAuthenticationFlags(options: ManagerOptions): void {
  const { requestheaderClientCaFile: file, requestheaderUsernameHeaders: names } = options;
  if (file !== undefined && names.length === 0) {
    const reason = "--requestheader-client-ca-file is of no use without --requestheader-username-headers";
    throw new UsageError(`${reason} (engenho --help lists the flags)`, 2);
  }
  const { serviceAccountIssuer: issuers } = options;
  const again = issuers.find((issuer, index) => issuers.indexOf(issuer) < index);
  if (issuers.length > 0 && again === undefined) return;
  const fault = again === undefined ? "should not be an empty string" : `"${again}" is already specified`;
  throw new UsageError(`service-account-issuer ${fault} (engenho --help lists the flags)`, 2);
}

function lifetime(text: string): number {
  const ms = parseGoDuration(text);
  if (ms === 0) return 0;
  if (typeof ms === "number" && ms >= 3_600_000 && ms <= 2 ** 32 * 1000) return ms;
  throw new InvalidArgumentError("It must be a duration between 1 hour and 2^32 seconds, such as 24h.");
}

function httpsUri(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === "https:") return text;
  throw new InvalidArgumentError("It must be a URI with the scheme https.");
}

function kubeconfigAuth(text: string): ManagerOptions["kubeconfigAuth"] {
  if (text === "token" || text === "certificate") return text;
  throw new InvalidArgumentError("It must be token or certificate.");
}
