import type { MaybePromise } from "@engenho/machinery";
import type { Commit } from "@engenho/storage";
import type { Resource } from "../model/resource.js";
import type { CommittedChange } from "./registry-context.js";

/**
 * A source of kinds that are added and removed while a registry runs, such as CustomResourceDefinitions. It serves and
 * withdraws them through the catalogue of the context that it was created with.
 */
export interface KindSource {
  /** Serves the kinds that are already defined. Called once, before any other call of the registry completes. */
  load(): MaybePromise<void>;
  /**
   * Called after each commit, before the caller's promise resolves. Returns a promise if it writes to an asynchronous backend.
   */
  committed(change: CommittedChange): MaybePromise<void>;
  /**
   * For backends that other processes write to: called with every commit of any process. The process that made a commit
   * also makes the writes that follow from it. Default: nothing.
   */
  follow?(commit: Commit): void;
  /** Whether no objects of a kind can be created any more, because its definition is being deleted. */
  isTerminating(resource: Resource): boolean;
}

/** For a registry with a fixed set of kinds. */
export const noKindSource: KindSource = {
  load: () => undefined,
  committed: () => undefined,
  isTerminating: () => false,
};
