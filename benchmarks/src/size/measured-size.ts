import type { Stall } from "../world/event-loop.js";

/** Pods of each Deployment; it has two Services and a hollow node of its own. */
export const podsPerDeployment = 30;

/** The measurements of a world of one size. */
export interface MeasuredSize {
  readonly pods: number;
  readonly loadSeconds: number;
  readonly heapMB: number;
  readonly residentMB: number;
  readonly bytesPerPod: number;
  readonly podChangeMs: number;
  readonly rolloutMs: number;
  readonly serviceChangeMs: number;
  readonly whileLoading: Stall;
  readonly whileChanging: Stall;
  readonly everything: readonly EverythingTick[];
  readonly parts: readonly HeapPart[];
  /** Lag signals and errors: figures with any are suspect. */
  readonly troubles: readonly string[];
}

/** One controller's full resync. */
export interface EverythingTick {
  readonly controller: string;
  readonly seconds: number;
  readonly stall: Stall;
}

/** How much the heap shrinks when a part of the world is removed. */
export interface HeapPart {
  readonly part: string;
  readonly bytesPerPod: number;
}
