import { StoreError } from "@engenho/core";

/** The StoreError for an error that upstream wraps with apierrors.NewInternalError. */
export function internalError(message: string, cause?: unknown): StoreError {
  return new StoreError("InternalError", `Internal error occurred: ${message}`, {
    details: { causes: [{ message }] },
    cause,
  });
}
