import { StoreError } from "@engenho/core";

/** Parses a caller's resourceVersion. Throws StoreError `BadRequest` if it is not a decimal integer (AP-81). */
export function parseResourceVersion(text: string): number {
  const version = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(version)) return version;
  throw new StoreError(
    "BadRequest",
    `Invalid value: ${JSON.stringify(text)}: resourceVersion must be a decimal integer`,
  );
}

/** The resourceVersion of a stored object, as a number. */
export function versionOf(object: { readonly metadata: { readonly resourceVersion: string } }): number {
  return Number(object.metadata.resourceVersion);
}
