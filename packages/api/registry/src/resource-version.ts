import { StoreError } from "@engenho/core";

/** Reads a resourceVersion that a caller gave. Throws StoreError `BadRequest` when it is not a decimal integer (AP-81). */
export function parseResourceVersion(text: string): number {
  const version = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(version)) return version;
  throw new StoreError(
    "BadRequest",
    `Invalid value: ${JSON.stringify(text)}: resourceVersion must be a decimal integer`,
  );
}

/** The resourceVersion of an object that a backend keeps, as a number. */
export function versionOf(object: { readonly metadata: { readonly resourceVersion: string } }): number {
  return Number(object.metadata.resourceVersion);
}
