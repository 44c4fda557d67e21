import { StoreError } from "@engenho/core";
import { goQuote } from "../validation/go-format.js";
import { goPrint } from "./go-print.js";

/**
 * Upstream's refusal of a patch whose outcome cannot be decoded. It shows the outcome for a JSON or merge patch, and the
 * patch itself, as Go prints a map, for a strategic one.
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
