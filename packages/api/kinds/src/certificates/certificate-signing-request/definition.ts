import { type KindDefinition, textFields } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { unsupportedLabel } from "../../definition/field-selectors.js";
import { certificateSigningRequestPrinter } from "./printer.js";
import { certificateSigningRequestStrategy } from "./strategy.js";

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export const certificateSigningRequest: KindDefinition = defineKind({
  group: "certificates.k8s.io",
  version: "v1",
  kind: "CertificateSigningRequest",
  namespaced: false,
  shortNames: ["csr"],
  subresources: ["approval", "status"],
  fieldSelectors: { fields: textFields("spec.signerName"), unsupported: unsupportedLabel },
  printer: () => certificateSigningRequestPrinter,
  strategy: () => certificateSigningRequestStrategy,
});
