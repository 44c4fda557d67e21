import { textFields } from "@engenho/registry";
import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { unsupportedLabel } from "../../../definition/field-selectors.js";
import { podCertificateRequestPrinter } from "./printer.js";
import { podCertificateRequestStrategy } from "./strategy.js";

/** certificates.k8s.io/v1alpha1 PodCertificateRequest. */
export const podCertificateRequest: BuiltInEntry = {
  group: "certificates.k8s.io",
  version: "v1alpha1",
  kind: "PodCertificateRequest",
  subresources: ["status"],
  fieldSelectors: {
    fields: textFields("spec.signerName", "spec.podName", "spec.nodeName"),
    unsupported: unsupportedLabel,
  },
  printer: () => podCertificateRequestPrinter,
  strategy: () => podCertificateRequestStrategy,
};
