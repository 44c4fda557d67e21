import { ageOf, nameOf } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** MutatingWebhookConfiguration and ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1. */
export const webhookConfigurationPrinter: Printer = {
  columns: [
    nameColumn,
    column("Webhooks", "integer", "Webhooks indicates the number of webhooks registered in this configuration"),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), Array.isArray(item.webhooks) ? item.webhooks.length : 0, ageOf(item, nowMs)],
};
