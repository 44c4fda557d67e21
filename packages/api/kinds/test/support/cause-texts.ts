import type { StatusCause } from "@engenho/core";
import { delegated, finished, isPending, type MaybePromise, type MaybeWork } from "@engenho/machinery";

/** `field: message` of each error that a strategy has found, however many turns it would have taken. */
export function causeTexts(
  causes: MaybePromise<readonly StatusCause[]> | MaybeWork<readonly StatusCause[]> | undefined,
): readonly string[] {
  if (isPending(causes)) throw new Error("this validation is asynchronous");
  return finished(delegated(causes ?? [])).map(({ field, message }) => `${field}: ${message}`);
}
