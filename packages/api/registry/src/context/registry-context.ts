import {
  type Clock,
  formatTime,
  type Logger,
  type ObjectReference,
  type RandomSource,
  type Stored,
  type TokenIssuer,
  type WriteOptions,
} from "@engenho/core";
import type { MaybePromise, WorkTurns } from "@engenho/machinery";
import type { Backend, StorageKey } from "@engenho/storage";
import type { WebhookClient } from "../access/webhook-client.js";
import type { AdmissionChain } from "../admission/admission-chain.js";
import type { RegistryMetrics } from "../admission/registry-metrics.js";
import type { Resource } from "../model/resource.js";
import type { ResourceCatalogue } from "../model/resource-catalogue.js";
import type { Strategy, StrategyContext } from "../model/strategy.js";

/** The dependencies of all operations of a registry. */
export interface RegistryContext {
  /** Where objects are stored. */
  readonly backend: Backend;
  /** The kinds that are served, in all of their versions. */
  readonly catalogue: ResourceCatalogue;
  /** The clock of timestamps and turns. */
  readonly clock: Clock;
  /** The source of UIDs and generated names. */
  readonly random: RandomSource;
  /** Where failures of work in the background are logged. */
  readonly logger: Logger;
  /** Which strategies with a `load` have received the stored objects. */
  readonly loading: Map<Strategy, Promise<void> | "done">;
  /** Of those, which follow every commit, by the group and kind of their objects. */
  readonly followers: Map<string, Strategy>;
  /** Calls the webhooks of admission and of conversion; undefined if the registry was created without a client. */
  readonly webhookClient: WebhookClient | undefined;
  /** Issues the tokens of ServiceAccounts. */
  readonly tokenIssuer: TokenIssuer | undefined;
  /** Receives observations; undefined if nobody asks for them. */
  readonly metrics: RegistryMetrics | undefined;
  /** The plugins that see every write. */
  readonly admission: AdmissionChain;
  /** Lets long writes yield. */
  readonly turns: WorkTurns;
  /** Deletes another object as part of an operation, without admission. */
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
  /** What happened to the object. */
  readonly type: "create" | "update" | "delete";
  /** Where the object is or was stored. */
  readonly key: StorageKey;
  /** The new state; for a deletion the last one. */
  readonly object: Stored;
}

/** The part of the context that strategies receive, and whose request it is. */
export function strategyContext(
  context: RegistryContext,
  options: Pick<WriteOptions, "onWarning" | "user">,
): StrategyContext {
  const { onWarning = ignoreWarning, user } = options;
  return { clock: context.clock, random: context.random, onWarning, user };
}

/** The current time, as metav1.Time prints it. */
export function timestampNow(context: RegistryContext): string {
  return formatTime(context.clock.now());
}

/** Discards warnings. */
export function ignoreWarning(): void {}
