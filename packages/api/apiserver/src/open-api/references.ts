import { sharedDefinitions } from "./definitions.js";
import type { RenderedSchema } from "./rendered-schema.js";

/** The published versions of OpenAPI. */
export type SpecVersion = "v2" | "v3";

const prefixes: Readonly<Record<SpecVersion, string>> = { v2: "#/definitions/", v3: "#/components/schemas/" };

/** In place of the name of a definition: a text. */
export const plainText = "string";

/** A reference to a definition, or the schema of a text. */
export function reference(definition: string, version: SpecVersion): RenderedSchema {
  if (definition === plainText) return { type: plainText };
  return { $ref: `${prefixes[version]}${definition}` };
}

/** A reference to a shared definition; in v3, one with a description is wrapped in an allOf. */
export function refTo(
  name: keyof typeof sharedDefinitions,
  version: SpecVersion,
  form: "alone" | "described",
): RenderedSchema {
  const ref = reference(sharedDefinitions[name], version);
  return version === "v3" && form === "described" ? { allOf: [ref] } : ref;
}
