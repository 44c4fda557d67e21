import type { MaybePromise } from "@engenho/machinery";
import type { Resource } from "../model/resource.js";
import type { CommittedChange } from "./registry-context.js";

/**
 * Where kinds come from that come and go while a registry runs, such as CustomResourceDefinitions. It serves and withdraws them
 * through the catalogue of the context that it was made with.
 */
export interface KindSource {
  /** Serves what is defined already. Called once, before any other call is answered. */
  load(): MaybePromise<void>;
  /** Told of each commit before the caller is. Answers a promise when it has to write to a backend that answers later. */
  committed(change: CommittedChange): MaybePromise<void>;
  /** Whether nothing of a kind can be created any more, because its definition is being deleted. */
  isTerminating(resource: Resource): boolean;
}

/** For a registry whose kinds stay as they are. */
export const noKindSource: KindSource = {
  load: () => undefined,
  committed: () => undefined,
  isTerminating: () => false,
};
