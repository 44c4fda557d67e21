import { canonicalTime } from "@engenho/machinery";

/** The Go type that an annotation's JSON is decoded to, and its name in errors. */
export type GoShape =
  | { readonly kind: "text" | "integer" | "boolean" | "time"; readonly type: string }
  | { readonly kind: "list"; readonly type: string; readonly items: GoShape }
  | GoStruct;

interface GoStruct {
  readonly kind: "struct";
  /** Including its package, as `core.Taint`. */
  readonly type: string;
  /** By name, which JSON matches case-insensitively. */
  readonly fields: Readonly<Record<string, GoShape>>;
}

/** The decoded value, or the error. */
export type ReadAnnotation<T> = { readonly value: T } | { readonly fault: string };

/**
 * Decodes an annotation like Go's json.Unmarshal: unknown fields are dropped, null is ignored. For text that is not JSON at all
 * the error only quotes the first character.
 */
export function readAnnotation<T>(text: string, shape: GoShape): ReadAnnotation<T> {
  const parsed = parseJson(text);
  if ("fault" in parsed) return parsed;
  const faults: string[] = [];
  const value = read(parsed.value, shape, { struct: "", path: [], faults });
  const [fault] = faults;
  return fault === undefined ? { value: value as T } : { fault };
}

/** The value of a JSON text, or an approximation of the error of Go's decoder. */
export function parseJson(text: string): ReadAnnotation<unknown> {
  if (text.trim() === "") return { fault: "unexpected end of JSON input" };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: `invalid character '${text.trim()[0]}' looking for beginning of value` };
  }
}

/** Go's name for a JSON value in errors. */
export function goJsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

interface Place {
  /** The struct of the field; `""` outside of structs. */
  readonly struct: string;
  readonly path: readonly string[];
  readonly faults: string[];
}

function read(value: unknown, shape: GoShape, place: Place): unknown {
  if (value === null) return undefined;
  switch (shape.kind) {
    case "list":
      if (Array.isArray(value)) return value.map((item) => read(item, shape.items, place));
      break;
    case "struct":
      if (goJsonKind(value) === "object") return readStruct(value as object, shape, place);
      break;
    case "text":
      if (typeof value === "string") return value;
      break;
    case "boolean":
      if (typeof value === "boolean") return value;
      break;
    case "integer":
      if (Number.isInteger(value)) return value;
      break;
    case "time":
      if (typeof value === "string") return readTime(value, place);
  }
  const shown = shape.kind === "integer" && typeof value === "number" ? `number ${value}` : goJsonKind(value);
  const target = place.struct === "" ? "value" : `struct field ${place.struct}.${place.path.join(".")}`;
  place.faults.push(`json: cannot unmarshal ${shown} into Go ${target} of type ${shape.type}`);
  return undefined;
}

function readStruct(value: object, { type, fields }: GoStruct, place: Place): Readonly<Record<string, unknown>> {
  const known = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  const struct = type.slice(type.indexOf(".") + 1);
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = known.get(key.toLowerCase());
    if (name === undefined) continue;
    const path = [...place.path, name];
    result[name] = read(inner, fields[name] as GoShape, { ...place, struct, path });
  }
  return result;
}

function readTime(text: string, { faults }: Place): string | undefined {
  try {
    return canonicalTime(text, "second");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.push(error.message);
    return undefined;
  }
}
