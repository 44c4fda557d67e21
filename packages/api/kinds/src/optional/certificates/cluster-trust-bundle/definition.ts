import { textFields } from "@engenho/registry";
import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { unsupportedLabel } from "../../../definition/field-selectors.js";
import { clusterTrustBundlePrinter } from "./printer.js";
import { clusterTrustBundleStrategy } from "./strategy.js";

/** certificates.k8s.io/v1beta1 ClusterTrustBundle. */
export const clusterTrustBundle: BuiltInEntry = {
  group: "certificates.k8s.io",
  version: "v1beta1",
  kind: "ClusterTrustBundle",
  namespaced: false,
  fieldSelectors: { fields: textFields("spec.signerName"), unsupported: unsupportedLabel },
  printer: () => clusterTrustBundlePrinter,
  strategy: () => clusterTrustBundleStrategy,
};
