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
  /** Default `engenho`. What stands before its first slash is the field manager of writes that name none. */
  readonly userAgent?: string | undefined;
  /** At most this many requests per second in the long run. Default: no limit. */
  readonly qps?: number | undefined;
  /** With `qps`: how many requests may be made at once. Default: twice as many. */
  readonly burst?: number | undefined;
  /** At most this many connections, beside one for each kind that is watched. Default 64. */
  readonly maxConnections?: number | undefined;
  /** How long a request may take, in milliseconds; a watch: until it begins. Default 60 000. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * A watch that sends nothing for longer than this is taken for dead, and resumed, in milliseconds. API servers send a bookmark every
   * minute. Default 75 000.
   */
  readonly idleTimeoutMs?: number | undefined;
  /** How many objects are listed at once. Default 500. */
  readonly pageSize?: number | undefined;
  /** How many commits are kept for watches that lag behind. Default 32 768. */
  readonly watchHistoryLimit?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For the jitter of what is tried again. Default: the system's. */
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
