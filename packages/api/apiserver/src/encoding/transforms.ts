import { cannotTransform } from "../status/refusals.js";

/** What an object may be shown as instead of itself. */
export type Transform =
  | { readonly kind: "Table"; readonly version: "v1" | "v1beta1" }
  | { readonly kind: "PartialObjectMetadata" | "PartialObjectMetadataList"; readonly version: "v1" | "v1beta1" };

/** What one object is shown as. Throws 406 for what only a list can be shown as. */
export function objectTransform(transform: Transform | undefined): "Table" | "PartialObjectMetadata" | undefined {
  if (transform?.kind !== "PartialObjectMetadataList") return transform?.kind;
  throw cannotTransform(`you requested ${transform.kind}, but the requested object is not a list`);
}

/** What a list is shown as. Throws 406 for what only one object can be shown as. */
export function listTransform(transform: Transform | undefined): "Table" | "PartialObjectMetadataList" | undefined {
  if (transform?.kind !== "PartialObjectMetadata") return transform?.kind;
  throw cannotTransform(`you requested ${transform.kind}, but the requested object is a list`);
}
