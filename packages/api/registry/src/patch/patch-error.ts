import { StoreError } from "@engenho/core";

/**
 * Upstream's answer to a patch that is well formed but cannot be done. It keeps the reason from the client; here it is
 * the error's `cause`.
 */
export function unprocessable(reason: string): StoreError {
  return new StoreError("Invalid", "the server rejected our request due to an error in our request", {
    cause: new Error(reason),
  });
}

/** A patch that is malformed: 400 with the reason. */
export function badPatch(reason: string): StoreError {
  return new StoreError("BadRequest", reason);
}

/** What upstream answers with its error's bare text and status 500: the fault is not in what it foresaw. */
export function unforeseen(reason: string): StoreError {
  return new StoreError("InternalError", reason);
}
