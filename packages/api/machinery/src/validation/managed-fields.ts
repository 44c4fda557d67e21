import type { ManagedFieldsEntry } from "@engenho/core";
import { byteLength } from "../text/text-encoding.js";
import type { Causes } from "./causes.js";

const longestManager = 128;
const longestSubresource = 256;

/** Checks managed fields entries (upstream: ValidateManagedFields); the field sets are decoded elsewhere. */
export function checkManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: string,
  causes: Causes,
): void {
  for (const [index, entry] of (entries ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { operation = "", fieldsType = "", manager = "", subresource = "" } = entry;
    if (operation !== "Apply" && operation !== "Update") {
      causes.invalid(`${at}.operation`, operation, "must be `Apply` or `Update`");
    }
    if (fieldsType !== "" && fieldsType !== "FieldsV1") {
      causes.invalid(`${at}.fieldsType`, fieldsType, "must be `FieldsV1`");
    }
    checkManager(manager, `${at}.manager`, causes);
    if (byteLength(subresource) > longestSubresource) causes.tooLong(`${at}.subresource`, longestSubresource);
  }
}

/** Checks the name of a field manager: not too long, and only printable characters (upstream: ValidateFieldManager). */
function checkManager(manager: string, path: string, causes: Causes): void {
  if (byteLength(manager) > longestManager) causes.tooLong(path, longestManager);
  let position = 0;
  for (const character of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
      const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
      causes.invalid(path, manager, `invalid character U+${code} (at position ${position})`);
    }
    position += byteLength(character);
  }
}
