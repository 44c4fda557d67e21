import type { KubernetesObject, RandomSource } from "@engenho/core";
import type { ConversionOutcome } from "@engenho/registry";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { startServer, type TestServer } from "../../../apiserver/test/support/test-server.js";
import {
  createWebhookClient,
  type HookObservation,
  mutatingAdmissionWebhook,
  type ServiceAddresses,
  validatingAdmissionWebhook,
} from "../../src/index.js";
import { type Answering, type HookServer, startHook } from "./hook-server.js";

/** An API server with both plugins, and what was started beside it. */
export interface HookedServer extends TestServer {
  readonly store: MemoryStore;
  readonly observed: HookObservation[];
  /** How conversions by webhooks have ended: what was wrong, or `""`. */
  readonly conversions: string[];
  /** Starts a webhook, closed with the server. */
  hook(answer: Answering, options?: Parameters<typeof startHook>[1]): Promise<HookServer>;
}

export async function startHooked(
  options: { readonly serviceAddresses?: ServiceAddresses; readonly random?: RandomSource } = {},
): Promise<HookedServer> {
  const observed: HookObservation[] = [];
  const conversions: string[] = [];
  const observe = (one: HookObservation) => observed.push(one);
  const clients: { close(): void }[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const store = createMemoryStore({
    logger,
    webhookClient: (stored) => {
      const client = createWebhookClient({ stored, ...options });
      clients.push(client);
      const onConversion = ({ failure }: ConversionOutcome) => conversions.push(failure ?? "");
      return { ...client, onConversion };
    },
    admission: [mutatingAdmissionWebhook({ observe }), validatingAdmissionWebhook({ observe })],
  });
  await store.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "default", labels: { team: "a" } },
  } as KubernetesObject);
  const server = await startServer({ store, kinds: store, logger });
  const hooks: HookServer[] = [];
  return {
    ...server,
    store,
    observed,
    conversions,
    async hook(answer, hookOptions) {
      const started = await startHook(answer, hookOptions);
      hooks.push(started);
      return started;
    },
    async close() {
      for (const client of clients) client.close();
      await Promise.all(hooks.map((hook) => hook.close()));
      await server.close();
      await store.close();
    },
  };
}

export const podRule = { operations: ["*"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] };
export const mapRule = { operations: ["*"], apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] };

type Fields = Readonly<Record<string, unknown>>;

/** A configuration with one webhook for ConfigMaps, unless `fields` say otherwise. */
export function configuration(
  kind: "Mutating" | "Validating",
  { name = "one", ...fields }: Fields & { readonly name?: string },
): KubernetesObject {
  return configurationOf(kind, name, [fields]);
}

export function configurationOf(
  kind: "Mutating" | "Validating",
  name: string,
  webhooks: readonly Fields[],
): KubernetesObject {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: webhooks.map((fields, index) => ({
      name: `${name}-${index}.example.com`,
      rules: [mapRule],
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      ...fields,
    })),
  } as KubernetesObject;
}

export function clientConfig({ url, caBundle }: HookServer) {
  return { clientConfig: { url, caBundle } };
}

export const maps = "/api/v1/namespaces/default/configmaps";
export const map = (name: string, fields: Fields = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  ...fields,
});
