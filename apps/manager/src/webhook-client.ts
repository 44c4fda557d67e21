import type { Clock } from "@engenho/core";
import type { RegistryOptions, WebhookClient } from "@engenho/registry";
import { createWebhookClient, parseServiceAddress } from "@engenho/webhooks";

/** Options of {@link webhookClientOf}. */
export interface WebhookClientChoice {
  /** Texts of the form `namespace/name[:port]=host:port`. Default: none. */
  readonly webhookServiceAddress?: readonly string[];
  /** Receives each conversion by a webhook, for metrics. Default: none. */
  readonly observeConversion?: WebhookClient["onConversion"];
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** The `webhookClient` of a store, which is created, and its code loaded, when the first webhook is called. */
export function webhookClientOf({
  webhookServiceAddress = [],
  observeConversion,
  clock,
}: WebhookClientChoice): NonNullable<RegistryOptions["webhookClient"]> {
  const serviceAddresses = new Map(webhookServiceAddress.map(parseServiceAddress));
  return (stored) => {
    let client: WebhookClient | undefined;
    return {
      onConversion: observeConversion,
      post(address, review, options) {
        client ??= createWebhookClient({ stored, serviceAddresses, clock });
        return client.post(address, review, options);
      },
    };
  };
}
