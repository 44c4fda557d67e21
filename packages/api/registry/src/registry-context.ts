import type { Clock, Logger, ObjectReference, RandomSource, Stored } from "@engenho/core";
import type { Backend, MaybePromise, StorageKey } from "./backend.js";
import type { Resource } from "./resource.js";
import type { ResourceCatalogue } from "./resource-catalogue.js";
import type { Strategy, StrategyContext } from "./strategy.js";
import type { SecondFormatter } from "./timestamp.js";
import type { WorkTurns } from "./work-turns.js";

/** What every operation of a registry works with. */
export interface RegistryContext {
  readonly backend: Backend;
  readonly catalogue: ResourceCatalogue;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly seconds: SecondFormatter;
  /** Which strategies with a `load` have been shown what is stored. */
  readonly loading: Map<Strategy, Promise<void> | "done">;
  /** AP-3 in full: a namespaced object needs its namespace to exist. */
  readonly requireNamespaces: boolean;
  /** By what writes that take long give way. */
  readonly turns: WorkTurns;
  /** Deletes another object on behalf of an operation. */
  deleteObject(reference: ObjectReference): Promise<unknown>;
  /** Told after each commit, before the caller is: the catalogue follows CustomResourceDefinitions by it. */
  committed(change: CommittedChange): MaybePromise<void>;
  /** Whether nothing of a kind can be created any more, for its definition is being deleted. */
  isTerminating(resource: Resource): boolean;
  /** Takes charge of work that no caller waits for: its failure is logged. */
  runInBackground(work: Promise<void>): void;
}

/** What was committed, in the version that it is stored in. */
export interface CommittedChange {
  readonly type: "create" | "update" | "delete";
  readonly key: StorageKey;
  readonly object: Stored;
}

/** The part of the context that strategies see. */
export function strategyContext(context: RegistryContext, onWarning: (text: string) => void): StrategyContext {
  return { clock: context.clock, random: context.random, onWarning };
}

/** Now, as metav1.Time prints it. */
export function timestampNow(context: RegistryContext): string {
  return context.seconds.format(context.clock.now());
}

/** Where warnings go that nobody asked for. */
export function ignoreWarning(): void {}
