import {
  type Clock,
  checkOptions,
  type Logger,
  type OptionRule,
  type OptionRules,
  optionRules,
  type RandomSource,
} from "@engenho/core";
import type { ConnectionOptions } from "./connection/resolve-access.js";

/** Options of `createKubernetesStore`. */
export interface KubernetesStoreOptions extends ConnectionOptions {
  /**
   * Lists and watches of namespaced kinds are limited to this namespace, so that a Role suffices for them; a watch of every kind then
   * contains no cluster-scoped kinds. Default: all namespaces.
   */
  readonly namespace?: string | undefined;
  /**
   * The User-Agent header. The part before its first slash is the default field manager of writes. Default `engenho`.
   */
  readonly userAgent?: string | undefined;
  /** The maximum average number of requests per second. Default: no limit. */
  readonly qps?: number | undefined;
  /** With `qps`: how many requests may be sent at once. Default: twice `qps`. */
  readonly burst?: number | undefined;
  /** The maximum number of connections, in addition to one for each watched kind. Default 64. */
  readonly maxConnections?: number | undefined;
  /** How long a request may take, in milliseconds; for a watch, until its response starts. Default 60 000. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * A watch that receives nothing for this many milliseconds is considered dead, and resumed. API servers send a
   * bookmark every minute. Default 75 000.
   */
  readonly idleTimeoutMs?: number | undefined;
  /** The page size of lists. Default 500. */
  readonly pageSize?: number | undefined;
  /** How many commits are kept for watches that lag behind. Default 32 768. */
  readonly watchHistoryLimit?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For the jitter of retries. Default: the system's. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

const { text, wholeNumber } = optionRules;
const kubeconfig: OptionRule = {
  expected: "the path of a kubeconfig, or its content as an object",
  accepts: (value) => text.accepts(value) || optionRules.object.accepts(value),
};
const inCluster: OptionRule = {
  expected: "true, or an object such as { host, port }",
  accepts: (value) => typeof value === "boolean" || optionRules.object.accepts(value),
};

const rules: OptionRules<keyof KubernetesStoreOptions> = {
  kubeconfig,
  inCluster,
  context: text,
  server: text,
  ca: text,
  token: text,
  cert: text,
  key: text,
  namespace: text,
  userAgent: text,
  qps: { ...optionRules.interval, expected: "a positive number or Infinity" },
  burst: wholeNumber(1),
  maxConnections: wholeNumber(1),
  requestTimeoutMs: optionRules.interval,
  idleTimeoutMs: { ...optionRules.interval, expected: "a positive number of milliseconds", accepts: isDuration },
  pageSize: wholeNumber(1),
  watchHistoryLimit: wholeNumber(1),
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

function isDuration(value: unknown): boolean {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}

/** Throws TypeError or RangeError that names the option. */
export function checkStoreOptions(options: KubernetesStoreOptions): void {
  checkOptions("createKubernetesStore", options, rules);
}
