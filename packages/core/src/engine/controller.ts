import type { Clock } from "../environment/clock.js";
import type { KindFilter } from "../objects/kind-filter.js";
import type { WatchEvent } from "../store/watch.js";

/** What woke a tick. */
export type Wake =
  /** These commits, in order. */
  | { readonly type: "changes"; readonly changes: readonly WatchEvent[] }
  /** A time that the controller asked for has come ({@link Controller.onWorkDue}, `requeueAfterMs`); nothing was committed. */
  | { readonly type: "due" }
  /** Look at the whole world: at the start, after a lag, at the fallback interval, after a failed tick, or because somebody asked. */
  | { readonly type: "everything"; readonly reason: "start" | "fallback" | "lagged" | "failed" | "requested" };

/** A work item that failed. */
export interface ReconcileError {
  readonly key: string;
  /** What was thrown. */
  readonly error: unknown;
}

/** What one tick did. */
export interface ReconcileReport {
  /** Work items looked at. */
  readonly examined: number;
  /** Of these, those for which something was written. */
  readonly changed: number;
  /** Of these, those that were left for later. */
  readonly skipped: number;
  /** Of these, those that failed and will be retried. */
  readonly failed: number;
  /** What these failed with; absent when none did. */
  readonly errors?: readonly ReconcileError[];
  /** Tick again after this many milliseconds even if nothing happens. Replaces what an earlier report asked for. */
  readonly requeueAfterMs?: number | undefined;
}

/**
 * A level-triggered controller. `tick` makes one reconcile pass and tells what it did. From `everything` it rebuilds its
 * work from the store, so no event is ever needed for correctness; `changes` only save work.
 */
export interface Controller {
  readonly name: string;
  /** What it has to hear of. Absent: every kind. */
  readonly kinds?: KindFilter;
  /**
   * Whether a tick may begin while an earlier one is still running. Then a slow work item does not hold up the others.
   * Default false: one tick at a time.
   */
  readonly overlappingTicks?: boolean;
  /**
   * The clock that it works by, which has to be that of its driver: one that a test moves forward moves only who has it.
   * Absent for a controller that needs none.
   */
  readonly clock?: Clock;
  /** A rejection is logged and survived; the next tick, whatever wakes it, is then one of everything. */
  tick(wake: Wake, signal: AbortSignal): Promise<ReconcileReport>;
  /**
   * For controllers that keep timers of their own: `listener` is called when work fell due, and is answered with a tick
   * that is `due`. Returns the function that ends it, after which no timer of the controller is left.
   */
  onWorkDue?(listener: () => void): () => void;
}
