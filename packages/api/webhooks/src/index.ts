export type { Endpoint } from "./client/post.js";
export {
  resolveService,
  type ServiceAddresses,
  type ServiceReference,
  type ServiceResolution,
} from "./client/resolve-service.js";
export { createReviewClient, type PostedReviews, type ReviewConnection } from "./client/review-client.js";
export { parseServiceAddress } from "./client/service-addresses.js";
export { createWebhookClient, type KeptWebhookClient, type WebhookClientOptions } from "./client/webhook-client.js";
export type { HookObservation, ObserveHook } from "./dispatch/observe.js";
export { mutatingAdmissionWebhook, validatingAdmissionWebhook, type WebhookPluginOptions } from "./plugins.js";
