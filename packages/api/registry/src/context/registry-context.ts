import {
  type Clock,
  formatTime,
  type Logger,
  type ObjectReference,
  type RandomSource,
  type Stored,
} from "@engenho/core";
import type { MaybePromise, WorkTurns } from "@engenho/machinery";
import type { Backend, StorageKey } from "@engenho/storage";
import type { AdmissionChain } from "../admission/admission-chain.js";
import type { Resource } from "../model/resource.js";
import type { ResourceCatalogue } from "../model/resource-catalogue.js";
import type { Strategy, StrategyContext } from "../model/strategy.js";

/** The dependencies of all operations of a registry. */
export interface RegistryContext {
  readonly backend: Backend;
  readonly catalogue: ResourceCatalogue;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Which strategies with a `load` have received the stored objects. */
  readonly loading: Map<Strategy, Promise<void> | "done">;
  readonly admission: AdmissionChain;
  /** Lets long writes yield. */
  readonly turns: WorkTurns;
  /** Deletes another object on behalf of an operation. */
  deleteObject(reference: ObjectReference): Promise<unknown>;
  /**
   * Called after each commit, before the caller's promise resolves: the catalogue follows CustomResourceDefinitions with it.
   */
  committed(change: CommittedChange): MaybePromise<void>;
  /** Whether nothing can be created of a kind, because its definition is being deleted. */
  isTerminating(resource: Resource): boolean;
  /** Runs work that no caller waits for: its failure is logged. */
  runInBackground(work: Promise<void>): void;
}

/** A commit, in the storage version. */
export interface CommittedChange {
  readonly type: "create" | "update" | "delete";
  readonly key: StorageKey;
  readonly object: Stored;
}

/** The part of the context that strategies receive. */
export function strategyContext(context: RegistryContext, onWarning: (text: string) => void): StrategyContext {
  return { clock: context.clock, random: context.random, onWarning };
}

/** The current time, as metav1.Time prints it. */
export function timestampNow(context: RegistryContext): string {
  return formatTime(context.clock.now());
}

/** Discards warnings. */
export function ignoreWarning(): void {}
