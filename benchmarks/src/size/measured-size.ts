import type { Stall } from "../world/event-loop.js";

/** Pods of each Deployment; it has two Services in front and a hollow node of its own. */
export const podsPerDeployment = 30;

/** What a world of one size costs. */
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
  /** Lags and errors: figures with any are suspect. */
  readonly troubles: readonly string[];
}

/** One controller's tick of everything. */
export interface EverythingTick {
  readonly controller: string;
  readonly seconds: number;
  readonly stall: Stall;
}

/** What the heap is less when a part of the world is gone. */
export interface HeapPart {
  readonly part: string;
  readonly bytesPerPod: number;
}
