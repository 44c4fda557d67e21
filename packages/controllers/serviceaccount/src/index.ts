export { createRootCaPublisher, type RootCaPublisherOptions } from "./root-ca-publisher.js";
export { createServiceAccountController, type ServiceAccountControllerOptions } from "./service-account-controller.js";
export {
  createServiceAccountTokenController,
  type SecretTokenRequest,
  type ServiceAccountTokenControllerOptions,
} from "./token-controller.js";
