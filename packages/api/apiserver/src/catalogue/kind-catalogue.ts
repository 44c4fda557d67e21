import { builtInKinds, type KindDefinition } from "@engenho/kinds";

/** The kinds that are currently served. */
export interface KindCatalogue {
  /** Every kind in every version, custom resources included: the same array until something changes, then a new one. */
  definitions(): readonly KindDefinition[];
}

/** The built-in kinds only. */
export const builtInCatalogue: KindCatalogue = { definitions: builtInKinds };

/** The apiVersion of a definition: `apps/v1`, `v1`. */
export function apiVersionOf(definition: { readonly group: string; readonly version: string }): string {
  return definition.group === "" ? definition.version : `${definition.group}/${definition.version}`;
}
