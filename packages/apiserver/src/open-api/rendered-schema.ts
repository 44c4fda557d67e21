/**
 * A schema as a document of one OpenAPI version has it. Its properties are a map: as the fields of an object, thousands of
 * names that stand once would each make V8 a class of its own.
 */
export interface RenderedSchema {
  readonly properties?: ReadonlyMap<string, RenderedSchema>;
  readonly items?: RenderedSchema;
  readonly additionalProperties?: RenderedSchema | boolean;
  readonly allOf?: readonly RenderedSchema[];
  readonly anyOf?: readonly RenderedSchema[];
  readonly oneOf?: readonly RenderedSchema[];
  readonly not?: RenderedSchema;
  readonly [key: string]: unknown;
}

/** The schema as JSON. */
export function schemaJson(schema: RenderedSchema): string {
  let text = "{";
  for (const key in schema) {
    const value = schema[key];
    if (value === undefined) continue;
    if (text.length > 1) text += ",";
    text += `${JSON.stringify(key)}:${memberJson(key, value)}`;
  }
  return `${text}}`;
}

function memberJson(key: string, value: unknown): string {
  switch (key) {
    case "properties":
      return propertiesJson(value as ReadonlyMap<string, RenderedSchema>);
    case "items":
    case "not":
      return schemaJson(value as RenderedSchema);
    case "additionalProperties":
      return typeof value === "object" ? schemaJson(value as RenderedSchema) : String(value);
    case "allOf":
    case "anyOf":
    case "oneOf":
      return `[${(value as readonly RenderedSchema[]).map(schemaJson).join(",")}]`;
    default:
      return JSON.stringify(value);
  }
}

function propertiesJson(properties: ReadonlyMap<string, RenderedSchema>): string {
  let text = "{";
  for (const [name, schema] of properties) {
    if (text.length > 1) text += ",";
    text += `${JSON.stringify(name)}:${schemaJson(schema)}`;
  }
  return `${text}}`;
}
