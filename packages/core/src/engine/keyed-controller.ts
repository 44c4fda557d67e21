import type { KindToken } from "@engenho/types";
import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import { checkOptions, type OptionRule, type OptionRules, optionRules } from "../environment/options.js";
import type { TimeSlice } from "../environment/time-slice.js";
import { definedFields } from "../objects/defined-fields.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { KubernetesObject } from "../objects/object.js";
import { listKeysOf } from "../store/list-pages.js";
import type { Store } from "../store/store.js";
import type { Controller } from "./controller.js";
import { type ControlledKind, createEventSources, type OwnedKind, type WatchedKind } from "./event-sources.js";
import { KeyedReconciler, type ReconcilingOptions } from "./keyed-reconciler.js";
import type { QueueMetrics } from "./queue-metrics.js";

/**
 * The options of a keyed controller. `T` is the type of the objects that its keys name, `Watched` the types of the watched
 * kinds; both are inferred.
 */
export interface KeyedControllerOptions<
  T extends KubernetesObject = KubernetesObject,
  Watched extends readonly KubernetesObject[] = readonly KubernetesObject[],
> extends ReconcilingOptions {
  /** The store whose events enqueue keys, and from which `listKeys` reads by default. */
  readonly store: Store;
  /**
   * The kind that is reconciled (controller-runtime's For): its events enqueue the object's key, and a tick of everything
   * enqueues all objects. Absent for a controller whose keys name something else; then `listKeys` is required.
   */
  readonly for?: KindToken<T> | ControlledKind<T>;
  /** Kinds of dependents, whose events enqueue their owner (controller-runtime's Owns). Default: none. */
  readonly owns?: readonly OwnedKind<T>[];
  /** Further kinds, and how their events map to keys (controller-runtime's Watches). Default: none. */
  readonly watches?: { readonly [Index in keyof Watched]: WatchedKind<Watched[Index]> };
  /**
   * Lists all keys, for a tick of everything. With many keys it should yield to the event loop by `slice`. Throws what the
   * store throws. Default: the keys of all objects of the kind given by `for`, read in pages.
   */
  readonly listKeys?: (slice: TimeSlice) => Promise<Iterable<string>>;
}

/** A Controller that reconciles keys. It exposes the kinds that it watches and the metrics of its queue. */
export interface KeyedController extends Controller {
  readonly kinds: KindFilter;
  readonly clock: Clock;
  /** The metrics of the work queue since the start. */
  readonly queue: QueueMetrics;
  /** Depth of the work queue: keys that are ready, without those waiting for a retry or a requeue delay. */
  readonly queueDepth: number;
  /** Keys that wait for a retry or a requeue delay. */
  readonly delayedKeys: number;
  /** Retries since the start. */
  readonly retries: number;
}

const { required, callable, wholeNumber } = optionRules;
const kindRule: OptionRule = {
  expected: 'a kind, such as { apiVersion: "v1", kind: "Pod" }, or { kind, when, isWanted }',
  accepts: (value) => isKind(value) || isKind((value as { kind?: unknown } | null)?.kind),
};
const sourceList = (expected: string): OptionRule => ({
  expected,
  accepts: (value) => Array.isArray(value) && value.every((each) => isKind(each?.kind)),
});
const rules: OptionRules<keyof KeyedControllerOptions> = {
  name: required(optionRules.text),
  store: required(optionRules.store),
  for: kindRule,
  owns: sourceList("a list of kinds, such as [{ kind: pods }]"),
  watches: sourceList("a list of kinds with their mapping to keys, such as [{ kind: pods, keysOf: (event) => [...] }]"),
  load: callable,
  listKeys: callable,
  reconcile: required(callable),
  concurrency: wholeNumber(1),
  maxRetries: wholeNumber(0, Number.POSITIVE_INFINITY),
  observationShare: optionRules.share,
  backoff: optionRules.object,
  isFinal: callable,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * Turns `reconcile(key)` into a Controller (CM-1..CM-4): maps events to keys, queues each key once, reconciles several keys
 * concurrently but never one key twice at once, and retries failing keys with a per-key exponential backoff. Its ticks may
 * overlap, so a slow key does not block others. Throws TypeError or RangeError for invalid options.
 */
export function createKeyedController<
  T extends KubernetesObject = KubernetesObject,
  const Watched extends readonly KubernetesObject[] = readonly [],
>(options: KeyedControllerOptions<T, Watched>): KeyedController {
  checkOptions("createKeyedController", options, rules);
  const { name, store, logger = consoleLogger } = options;
  const controlled = controlledKind(options.for);
  const listKeys = options.listKeys ?? defaultListKeys(name, store, controlled);
  const { kinds, keysOf } = createEventSources({
    controllerName: name,
    store,
    logger,
    for: controlled,
    owns: (options.owns ?? []) as readonly OwnedKind[],
    watches: (options.watches ?? []) as readonly WatchedKind[],
  });
  return new KeyedReconciler({ ...options, kinds, keysOf, listKeys });
}

/** Erases the object type, which only the compiler needs. */
function controlledKind<T extends KubernetesObject>(
  kind: KindToken<T> | ControlledKind<T> | undefined,
): ControlledKind | undefined {
  if (kind === undefined) return undefined;
  return (typeof kind.kind === "string" ? { kind } : kind) as ControlledKind;
}

function defaultListKeys(
  name: string,
  store: Store,
  controlled: ControlledKind | undefined,
): (slice: TimeSlice) => Promise<Iterable<string>> {
  if (controlled === undefined) throw new TypeError(`createKeyedController: ${name} needs "for" or "listKeys"`);
  const { kind, isWanted } = controlled;
  return (slice) => listKeysOf(store, kind, definedFields({ slice, isWanted }));
}

function isKind(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === "string" && typeof kind === "string";
}
