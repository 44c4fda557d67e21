import type { CustomResourceDefinition } from "./definition.js";
import { isKnownFormat } from "./formats.js";
import { visitSchema } from "./schema-walk.js";

/** Warns about string formats that are not validated, unless the stored definition already has them. */
export function formatWarnings(
  definition: CustomResourceDefinition,
  current?: CustomResourceDefinition,
): readonly string[] {
  const known = current === undefined ? new Set<string>() : unrecognizedFormats(current);
  return [...unrecognizedFormats(definition)]
    .filter((format) => !known.has(format))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function unrecognizedFormats({ spec }: CustomResourceDefinition): ReadonlySet<string> {
  const formats = new Set<string>();
  for (const { schema } of spec?.versions ?? []) {
    if (schema?.openAPIV3Schema === undefined) continue;
    visitSchema(schema.openAPIV3Schema, ({ type, format = "" }) => {
      if (type === "string" && format !== "" && !isKnownFormat(format)) formats.add(format);
    });
  }
  return formats;
}
