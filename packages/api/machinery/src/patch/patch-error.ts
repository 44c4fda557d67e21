import { StoreError } from "@engenho/core";

/**
 * Upstream's error for a well-formed patch that cannot be applied. It does not reveal the reason to the client; here it is the
 * error's `cause`.
 */
export function unprocessable(reason: string): StoreError {
  return new StoreError("Invalid", "the server rejected our request due to an error in our request", {
    cause: new Error(reason),
  });
}

/** A malformed patch: 400 with the reason. */
export function badPatch(reason: string): StoreError {
  return new StoreError("BadRequest", reason);
}

/** Errors that upstream does not anticipate: status 500 with the error's plain message. */
export function unforeseen(reason: string): StoreError {
  return new StoreError("InternalError", reason);
}
