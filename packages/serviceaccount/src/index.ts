import { KindFilter } from "@engenho/core";

export { createRootCaPublisher, type RootCaPublisherOptions } from "./root-ca-publisher.js";
export { createServiceAccountController, type ServiceAccountControllerOptions } from "./service-account-controller.js";

/** What the ServiceAccount controller has to hear of. */
export const serviceAccountKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Namespace" },
  { group: "", kind: "ServiceAccount" },
]);

/** What the root CA publisher has to hear of. */
export const rootCaPublisherKinds: KindFilter = KindFilter.kinds([
  { group: "", kind: "Namespace" },
  { group: "", kind: "ConfigMap" },
]);
