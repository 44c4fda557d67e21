import { type AuthorizationMode, authorizationModes } from "@engenho/authorization";
import { Option } from "commander";
import { defaultManagerOptions, type ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { apiVersion, duration, list, nonEmpty } from "./parsers.js";

/** Authorization flags, with kube-apiserver's names. */
export function authorizationFlags(defaults: ManagerOptions): readonly Option[] {
  const { authorizationMode } = defaults;
  return [
    new Option("--authorization-mode <list>", `authorizers in order: ${authorizationModes.join(", ")}`)
      .argParser(list(authorizationMode))
      .default(authorizationMode),
    new Option("--authorization-config <file>", "AuthorizationConfiguration, instead of the modes").argParser(nonEmpty),
    new Option("--authorization-policy-file <file>", "policies of the mode ABAC, one per line").argParser(nonEmpty),
    new Option("--authorization-webhook-config-file <file>", "kubeconfig for the mode Webhook").argParser(nonEmpty),
    new Option("--authorization-webhook-version <version>", "version of its SubjectAccessReviews: v1 or v1beta1")
      .argParser(apiVersion)
      .default(defaults.authorizationWebhookVersion),
    new Option("--authorization-webhook-cache-authorized-ttl <duration>", "how long allowed requests are cached")
      .argParser(duration)
      .default(defaults.authorizationWebhookCacheAuthorizedTtl, "5m0s"),
    new Option("--authorization-webhook-cache-unauthorized-ttl <duration>", "how long denied requests are cached")
      .argParser(duration)
      .default(defaults.authorizationWebhookCacheUnauthorizedTtl, "30s"),
  ];
}

/** Throws UsageError, with kube-apiserver's messages, for invalid modes (upstream: BuiltInAuthorizationOptions). */
export function checkAuthorizationFlags(options: ManagerOptions): void {
  const faults = options.authorizationConfig === undefined ? faultsOfModes(options) : faultsBesideFile(options);
  if (faults.length === 0) return;
  const text = faults.length === 1 ? faults[0] : `[${faults.join(", ")}]`;
  throw new UsageError(`${text} (engenho --help lists the flags)`, 2);
}

function faultsBesideFile(options: ManagerOptions): readonly string[] {
  const defaults = defaultManagerOptions;
  const given = legacyOptions.some((option) => options[option] !== defaults[option]);
  if (!given) return [];
  return [
    "--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
  ];
}

const legacyOptions = [
  "authorizationMode",
  "authorizationWebhookConfigFile",
  "authorizationWebhookVersion",
  "authorizationWebhookCacheAuthorizedTtl",
  "authorizationWebhookCacheUnauthorizedTtl",
] as const;

function faultsOfModes(options: ManagerOptions): readonly string[] {
  const { authorizationMode, authorizationWebhookConfigFile, authorizationPolicyFile } = options;
  const faults: string[] = [];
  const hasFile = authorizationWebhookConfigFile !== undefined;
  const hasPolicies = authorizationPolicyFile !== undefined;
  if (authorizationMode.length === 0) faults.push("at least one authorization-mode must be passed");
  for (const mode of authorizationMode as readonly string[]) {
    if (!authorizationModes.includes(mode as AuthorizationMode)) {
      faults.push(`authorization-mode ${JSON.stringify(mode)} is not a valid mode`);
    }
    if (mode === "ABAC" && !hasPolicies) {
      faults.push("authorization-mode ABAC's authorization policy file not passed");
    }
    if (mode === "Webhook" && !hasFile) {
      faults.push("authorization-mode Webhook's authorization config file not passed");
    }
  }
  if (hasPolicies && !authorizationMode.includes("ABAC")) {
    faults.push("cannot specify --authorization-policy-file without mode ABAC");
  }
  if (hasFile && !authorizationMode.includes("Webhook")) {
    faults.push("cannot specify --authorization-webhook-config-file without mode Webhook");
  }
  if (new Set(authorizationMode).size < authorizationMode.length) {
    const list = authorizationMode.map((mode) => JSON.stringify(mode)).join(" ");
    faults.push(`authorization-mode [${list}] has mode specified more than once`);
  }
  return faults;
}
