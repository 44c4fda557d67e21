import { builtInKinds, type KindDefinition } from "@engenho/kinds";

/** Which kinds are served now. */
export interface KindCatalogue {
  /** Every kind in every version, custom ones included: the same array until something changes, another one after. */
  definitions(): readonly KindDefinition[];
}

/** The built-in kinds alone. */
export const builtInCatalogue: KindCatalogue = { definitions: builtInKinds };

/** The apiVersion of a definition: `apps/v1`, `v1`. */
export function apiVersionOf(definition: { readonly group: string; readonly version: string }): string {
  return definition.group === "" ? definition.version : `${definition.group}/${definition.version}`;
}
