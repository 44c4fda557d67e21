import { authenticatorOf } from "@engenho/authentication";
import {
  checkPassedThroughOptions,
  consoleLogger,
  definedFields,
  type OptionRules,
  optionRules,
  type Store,
  systemClock,
  systemRandom,
} from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import { Authentication } from "./authentication/authenticate-exchange.js";
import { Authorization } from "./authorization/authorize-request.js";
import { catalogueOf } from "./catalogue/kind-catalogue.js";
import { CurrentKinds } from "./catalogue/kind-table.js";
import { Discovery } from "./discovery/discovery.js";
import { SerializedObjects } from "./encoding/serialized-objects.js";
import { Health } from "./endpoints/health.js";
import { ExchangeHandler } from "./handle-exchange.js";
import { Listener, type TlsOptions } from "./http/listener.js";
import { OpenWatches } from "./limits/open-watches.js";
import { Places } from "./limits/places.js";
import { ReceivedTotal } from "./limits/receive-room.js";
import { defaultRequestLimits, RequestLimits } from "./limits/request-limits.js";
import { UnreadAnswers } from "./limits/unread-answers.js";
import { WriteTurns } from "./limits/write-turns.js";
import { OpenApi } from "./open-api/open-api.js";
import type { ApiServerOptions } from "./options.js";
import type { ProtobufCodec } from "./protobuf/protobuf-codec.js";
import type { ServerContext } from "./server-context.js";

/** A Kubernetes API server over a Store. */
export interface ApiServer {
  /**
   * Starts serving. Port 0 selects any free port; returns the port in use.
   * @throws the socket's error (EADDRINUSE, EACCES...).
   */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>;
  /**
   * Closes watches, accepts no more requests, gives active requests half a second to complete, and aborts the rest. Idempotent.
   */
  close(): Promise<void>;
  /**
   * Replaces the certificate for new connections; open ones keep theirs. Whether client certificates are requested does
   * not change. Throws Error for a certificate that cannot be used, and for a server without `tls`.
   */
  replaceTls(tls: TlsOptions): void;
  /** The most requests that were served at once in the last second that is over; of watches, those that sent their initial events. */
  peakRequestsInFlight(): { readonly readOnly: number; readonly mutating: number };
}

/** How long active requests may take to complete when the server closes. */
const closeGraceMs = 500;
const defaultSerializedBytes = 64 * 1024 * 1024;

const { required } = optionRules;
const rules: OptionRules<keyof ApiServerOptions> = {
  store: required(optionRules.store),
  kinds: { expected: "a KindCatalogue", accepts: optionRules.object.accepts },
  descriptions: optionRules.callable,
  tls: optionRules.object,
  authenticate: required({
    expected: "a function or an Authenticator",
    accepts: (value) => optionRules.callable.accepts(value) || optionRules.object.accepts(value),
  }),
  anonymousAuth: {
    expected: "true, false, or a list of paths",
    accepts: (value) => typeof value === "boolean" || optionRules.texts.accepts(value),
  },
  authorizer: optionRules.object,
  auditor: optionRules.object,
  kubelet: optionRules.object,
  admitConnection: optionRules.callable,
  remoteServices: optionRules.object,
  frontProxyHeaders: optionRules.object,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
  version: optionRules.text,
  metrics: optionRules.object,
  extraRoutes: optionRules.object,
  healthChecks: { expected: "a list of health checks", accepts: Array.isArray },
  duplicateFields: optionRules.callable,
  maxConnections: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  limits: optionRules.object,
  flowControl: optionRules.object,
  serializedBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
};

/** Creates an API server; nothing listens before `listen`. Throws TypeError or RangeError for invalid options. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  checkPassedThroughOptions("createApiServer", options, rules);
  const clock = options.clock ?? systemClock;
  const kinds = new CurrentKinds(options.kinds ?? catalogueOf(options.store));
  const objects = new SerializedObjects(options.serializedBytes ?? defaultSerializedBytes);
  let protobuf: Promise<ProtobufCodec> | undefined;
  const limits = { ...defaultRequestLimits, ...definedFields(options.limits ?? {}) };
  const context: ServerContext = {
    store: options.store,
    kinds,
    clock,
    random: options.random ?? systemRandom,
    logger: options.logger ?? consoleLogger,
    version: options.version ?? "v1.34.0",
    metrics: options.metrics ?? {},
    objects,
    protobuf() {
      protobuf ??= import("./protobuf/protobuf-codec.js").then(({ ProtobufCodec }) => new ProtobufCodec(objects));
      return protobuf;
    },
    kubelet: options.kubelet,
    remoteServices: options.remoteServices,
    admitConnection: options.admitConnection ?? connectionAdmissionOf(options.store),
    watches: new OpenWatches(limits.maxWatches),
    tunnels: new Places(limits.maxTunnels),
    frontProxyHeaders: options.frontProxyHeaders,
    writeTurns: new WriteTurns(clock),
    limits: new RequestLimits(limits, clock),
    flowControl: options.flowControl,
    unread: new UnreadAnswers(options.store, clock, limits.maxUnreadBytes),
    received: new ReceivedTotal(limits.maxBodyBytesInFlight),
    duplicateFields: options.duplicateFields,
    authorizer: options.authorizer,
  };
  const { authorizer, anonymousAuth, tls, extraRoutes = {} } = options;
  const authenticator = authenticatorOf(options.authenticate);
  const handler = new ExchangeHandler({
    context,
    authenticator,
    authentication: new Authentication(authenticator, {
      readsCertificates: tls?.clientAuthority !== undefined,
      anonymous: anonymousAuth === true && authorizer === undefined ? undefined : anonymousAuth,
      guarded: authorizer !== undefined,
      logger: context.logger,
      metrics: context.metrics,
    }),
    auditor: options.auditor,
    authorization: new Authorization(authorizer, context.logger),
    endpoints: {
      discovery: new Discovery(context),
      health: new Health(options.healthChecks ?? [], context.metrics),
      openApi: new OpenApi(context, options.descriptions, new Set(Object.keys(extraRoutes))),
      extraRoutes,
    },
  });
  const pending = new Set<Promise<void>>();
  const listener = new Listener({
    tls,
    clock,
    maxConnections: options.maxConnections ?? Number.POSITIVE_INFINITY,
    onExchange(exchange) {
      const handled = handler.handle(exchange).finally(() => pending.delete(handled));
      pending.add(handled);
    },
  });
  let closed: Promise<void> | undefined;
  return {
    async listen(address) {
      const { port } = await listener.listen(address);
      return { port };
    },
    close() {
      closed ??= (async () => {
        context.watches.closeAll();
        await listener.close(closeGraceMs);
        await Promise.allSettled(pending);
      })();
      return closed;
    },
    replaceTls: (next) => listener.replaceTls(next),
    peakRequestsInFlight: () => context.limits.inFlight.peaks(),
  };
}

function connectionAdmissionOf(store: Store & Partial<RegistryStore>): RegistryStore["admitConnection"] | undefined {
  return store.admitConnection?.bind(store);
}
