import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { webhookConfigurationPrinter } from "../webhook-configuration/printer.js";
import { webhookConfigurationStrategy } from "../webhook-configuration/strategy.js";

/** admissionregistration.k8s.io/v1 MutatingWebhookConfiguration. */
export const mutatingWebhookConfiguration: KindDefinition = defineKind({
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "MutatingWebhookConfiguration",
  plural: "mutatingwebhookconfigurations",
  categories: ["api-extensions"],
  namespaced: false,
  hasGeneration: "content",
  printer: () => webhookConfigurationPrinter,
  strategy: () => webhookConfigurationStrategy(),
});
