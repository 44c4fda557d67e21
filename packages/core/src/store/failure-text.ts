import { isStoreError } from "./store-error.js";

/** How much of a message is compared: user input in it may be long. */
const comparedLength = 1024;

/**
 * What tells one failure from another, for logging a repeated one once: the message, without the name of its object, because each
 * retry of a create with `generateName` has a new name. Event names differ likewise.
 */
export function failureText(error: unknown): string {
  const text = String(error).slice(0, comparedLength);
  const name = isStoreError(error) ? (error.details.name ?? "") : "";
  return name === "" ? text : text.replaceAll(`"${name}"`, '""');
}
