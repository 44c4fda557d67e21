import { cannotTransform } from "../status/refusals.js";

/** What an object may be transformed to for a response. */
export type Transform =
  | { readonly kind: "Table"; readonly version: "v1" | "v1beta1" }
  | { readonly kind: "PartialObjectMetadata" | "PartialObjectMetadataList"; readonly version: "v1" | "v1beta1" };

/** The transform of a single object. Throws 406 for one that only applies to lists. */
export function objectTransform(transform: Transform | undefined): "Table" | "PartialObjectMetadata" | undefined {
  if (transform?.kind !== "PartialObjectMetadataList") return transform?.kind;
  throw cannotTransform(`you requested ${transform.kind}, but the requested object is not a list`);
}

/** The transform of a list. Throws 406 for one that only applies to single objects. */
export function listTransform(transform: Transform | undefined): "Table" | "PartialObjectMetadataList" | undefined {
  if (transform?.kind !== "PartialObjectMetadata") return transform?.kind;
  throw cannotTransform(`you requested ${transform.kind}, but the requested object is a list`);
}
