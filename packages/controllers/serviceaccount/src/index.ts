export { createRootCaPublisher, type RootCaPublisherOptions } from "./root-ca-publisher.js";
export { createServiceAccountController, type ServiceAccountControllerOptions } from "./service-account-controller.js";
