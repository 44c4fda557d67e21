import { type OptionRule, type OptionRules, optionRules } from "@engenho/core";
import type { ControlPlaneOptions } from "./control-plane.js";
import type { ManagerContext, ManagerOptions } from "./manager-options.js";
import { type StoreName, storeNames } from "./stores/store-catalogue.js";

const { required, wholeNumber, texts, text, milliseconds, flag } = optionRules;
const unbounded = Number.POSITIVE_INFINITY;
const list: OptionRule = { ...texts, required: true };

/** The rules of `startManager`'s options; the command line validates its flags with messages of its own. */
export const managerRules: OptionRules<keyof ManagerOptions> = {
  port: required(wholeNumber(0, 65_535)),
  bindAddress: required(text),
  tlsSans: list,
  tlsCertFile: text,
  tlsPrivateKeyFile: text,
  certDir: text,
  clientCaFile: text,
  tokenAuthFile: text,
  authenticationConfig: text,
  enableBootstrapTokenAuth: required(flag),
  requestheaderClientCaFile: text,
  requestheaderAllowedNames: list,
  requestheaderUsernameHeaders: list,
  requestheaderUidHeaders: list,
  requestheaderGroupHeaders: list,
  requestheaderExtraHeadersPrefix: list,
  anonymousAuth: flag,
  apiAudiences: list,
  serviceAccountIssuer: list,
  serviceAccountKeyFile: list,
  serviceAccountSigningKeyFile: text,
  serviceAccountExtendTokenExpiration: required(flag),
  serviceAccountMaxTokenExpiration: required(milliseconds),
  serviceAccountJwksUri: text,
  kubeconfigAuth: {
    expected: '"token" or "certificate"',
    accepts: (value) => value === "token" || value === "certificate",
    required: true,
  },
  advertiseAddress: text,
  serviceClusterIpRange: list,
  serviceNodePortRange: required(text),
  auditPolicyFile: text,
  auditLogPath: text,
  auditLogMaxsize: required(wholeNumber(0, unbounded)),
  auditLogMaxbackup: required(wholeNumber(0, unbounded)),
  auditLogMaxage: required(wholeNumber(0, unbounded)),
  auditLogCompress: required(optionRules.flag),
  auditLogMode: required(text),
  authorizationMode: list,
  authorizationConfig: text,
  authorizationPolicyFile: text,
  authorizationWebhookConfigFile: text,
  authorizationWebhookVersion: required(text),
  authorizationWebhookCacheAuthorizedTtl: required(milliseconds),
  authorizationWebhookCacheUnauthorizedTtl: required(milliseconds),
  maxRequestsInflight: required(wholeNumber(0, unbounded)),
  maxMutatingRequestsInflight: required(wholeNumber(0, unbounded)),
  kubeconfigOut: text,
  store: {
    expected: `one of ${storeNames.join(", ")}`,
    accepts: (value) => value === undefined || storeNames.includes(value as StoreName),
  },
  dataDir: text,
  nodes: required(wholeNumber(0)),
  podStartupMs: required(milliseconds),
  namespaceDeletionDelayMs: required(milliseconds),
  controllers: list,
  enableAdmissionPlugins: list,
  disableAdmissionPlugins: list,
  admissionControlConfigFile: text,
  featureGates: list,
  runtimeConfig: list,
  webhookServiceAddress: list,
  debounceMs: required(milliseconds),
  fallbackIntervalMs: required(optionRules.interval),
  storageQuotaBytes: wholeNumber(0, unbounded),
  v: required(wholeNumber(0)),
};

/** The rules of `startManager`'s context. */
export const contextRules: OptionRules<keyof ManagerContext> = {
  logger: required(optionRules.logger),
  clock: optionRules.clock,
};

/** The rules of `createControlPlane`'s options. */
export const controlPlaneRules: OptionRules<keyof ControlPlaneOptions> = {
  store: optionRules.store,
  storeOf: optionRules.callable,
  controllers: texts,
  admission: { expected: "a list of admission plugins", accepts: Array.isArray },
  enableAdmissionPlugins: texts,
  disableAdmissionPlugins: texts,
  featureGates: texts,
  runtimeConfig: texts,
  webhookServiceAddress: texts,
  nodes: wholeNumber(0),
  podCapacity: wholeNumber(0),
  podStartupMs: milliseconds,
  namespaceDeletionDelayMs: milliseconds,
  rootCa: text,
  issueServiceAccountToken: optionRules.callable,
  servedKinds: optionRules.callable,
  eventTtlMs: optionRules.interval,
  eventBytes: wholeNumber(0, unbounded),
  debounceMs: milliseconds,
  fallbackIntervalMs: optionRules.interval,
  clock: optionRules.clock,
  logger: optionRules.logger,
  metrics: optionRules.object,
};
