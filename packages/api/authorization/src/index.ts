export { type AbacPolicy, parseAbacPolicies } from "./abac/parse-policies.js";
export { type BootstrapPolicyOptions, ensureBootstrapPolicy } from "./bootstrap/ensure-policy.js";
export { type BootstrapPolicy, bootstrapPolicy } from "./bootstrap/parse-policy.js";
export { escalationGuard } from "./escalation/escalation-guard.js";
export { parameterGuard } from "./escalation/parameter-guard.js";
export {
  type AuthorizationMode,
  type AuthorizerOptions,
  authorizationModes,
  type ConfiguredWebhook,
  createAuthorizer,
  type StoreAuthorizer,
} from "./modes/create-authorizer.js";
export type { AccessRequest, ReviewVersion } from "./webhook/access-review.js";
export type { ReviewClient, ReviewFailure, WebhookModeOptions } from "./webhook/webhook-authorizer.js";
