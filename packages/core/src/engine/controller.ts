import type { Clock } from "../environment/clock.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { WatchEvent } from "../store/watch.js";

/** What woke a tick. */
export type Wake =
  /** These commits, in order. */
  | { readonly type: "changes"; readonly changes: readonly WatchEvent[] }
  /** A delay that the controller asked for is over ({@link Controller.onWorkDue}); nothing was committed. */
  | { readonly type: "due" }
  /** Resync everything: at the start, after a lag, at the fallback interval, after a failed tick, or on request. */
  | { readonly type: "everything"; readonly reason: "start" | "fallback" | "lagged" | "failed" | "requested" };

/** A work item that failed. */
export interface ReconcileError {
  /** The key of the work item. */
  readonly key: string;
  /** What was thrown. */
  readonly error: unknown;
}

/** The result of one tick. */
export interface ReconcileReport {
  /** Work items processed. */
  readonly examined: number;
  /** Of these, those for which something was written. */
  readonly changed: number;
  /** Of these, those deferred on purpose. */
  readonly skipped: number;
  /** Of these, those that failed and will be retried. */
  readonly failed: number;
  /** The errors of the failed items; absent if none failed. */
  readonly errors?: readonly ReconcileError[];
}

/**
 * A level-triggered controller. `tick` makes one reconcile pass and reports what it did. For `everything` it rebuilds its
 * work from the store, so correctness never depends on an event; `changes` only save work.
 */
export interface Controller {
  /** Identifies the controller in logs and metrics: `replicaset-controller`. */
  readonly name: string;
  /** The kinds that it watches. Absent: every kind. */
  readonly kinds?: KindFilter;
  /**
   * Whether a tick may start while an earlier one is still running, so that a slow work item does not block the others.
   * Default false: one tick at a time.
   */
  readonly overlappingTicks?: boolean;
  /**
   * The clock that the controller uses. It has to be its driver's clock too: a fake clock that a test advances drives only
   * what uses it. Absent for a controller that needs no clock.
   */
  readonly clock?: Clock;
  /** A rejection is logged and does not end the driver; the next tick, whatever wakes it, is then one of everything. */
  tick(wake: Wake, signal: AbortSignal): Promise<ReconcileReport>;
  /**
   * For controllers that keep timers of their own: `listener` is called when work becomes due, and the driver responds with
   * a `due` tick. Returns the function that removes the listener, after which the controller has no timer left.
   */
  onWorkDue?(listener: () => void): () => void;
}
