/** The shape of a value in a configuration file; null counts as absent. */
export type Shape =
  | "text"
  | "flag"
  | "number"
  | "anything"
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** A list of texts. */
export const texts: Shape = { listOf: "text" };

/**
 * The errors of a value, each with the path of its field: unknown fields, and values of other types. Empty if the value
 * has the shape.
 */
export function faultsOf(value: unknown, shape: Shape, path = ""): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof shape === "string") return faultsOfScalar(value, shape, path);
  if ("listOf" in shape) {
    if (!Array.isArray(value)) return [`${path}: must be a list`];
    return value.flatMap((item, index) => faultsOf(item, shape.listOf, `${path}[${index}]`));
  }
  if (typeof value !== "object" || Array.isArray(value)) return [`${path === "" ? "<root>" : path}: must be an object`];
  const below = path === "" ? "" : `${path}.`;
  if ("mapOf" in shape) {
    return Object.entries(value).flatMap(([key, item]) => faultsOf(item, shape.mapOf, `${below}${key}`));
  }
  return Object.entries(value).flatMap(([field, item]) => {
    const known = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
    return known === undefined
      ? [`unknown field ${JSON.stringify(below + field)}`]
      : faultsOf(item, known, below + field);
  });
}

function faultsOfScalar(value: unknown, shape: Extract<Shape, string>, path: string): readonly string[] {
  switch (shape) {
    case "text":
      return typeof value === "string" ? [] : [`${path}: must be a string`];
    case "flag":
      return typeof value === "boolean" ? [] : [`${path}: must be true or false`];
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? [] : [`${path}: must be a number`];
    case "anything":
      return [];
  }
}
