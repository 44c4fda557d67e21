import { errorMessage, StoreError } from "@engenho/core";

/** The StoreError of a request without a response. `target` is the server's URL. */
export function connectionError(error: unknown, target: string): StoreError {
  return new StoreError("ServiceUnavailable", `${target}: ${messageOf(error)}`, { cause: error });
}

/** A name with several addresses fails with an AggregateError, which has no message of its own. */
function messageOf(error: unknown): string {
  const { errors = [] } = error as { readonly errors?: readonly unknown[] };
  return errors.length > 0 ? messageOf(errors.at(-1)) : errorMessage(error);
}
