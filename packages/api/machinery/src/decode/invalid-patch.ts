import { StoreError } from "@engenho/core";
import { goQuote } from "../validation/go-format.js";
import { goPrint } from "./go-print.js";

/**
 * Upstream's error for a patch whose result cannot be decoded. It contains the result of a JSON or merge patch, and for a
 * strategic merge patch the patch itself, as Go prints a map.
 */
export function invalidPatch(
  outcome: unknown,
  patch: { readonly type: string; readonly value: unknown },
  reason: string,
): StoreError {
  const shown = patch.type === "strategic" ? goPrint(patch.value) : JSON.stringify(outcome);
  const message = `Invalid value: ${goQuote(shown)}: ${reason}`;
  return new StoreError("Invalid", ` "" is invalid: patch: ${message}`, {
    details: { causes: [{ reason: "FieldValueInvalid", message, field: "patch" }] },
    cause: new Error(reason),
  });
}
