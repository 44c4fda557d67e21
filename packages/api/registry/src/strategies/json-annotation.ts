import { canonicalTime } from "../decode/go-time.js";

/** What an annotation's JSON is read into: a Go type, and what it says of itself in faults. */
export type GoShape =
  | { readonly kind: "text" | "integer" | "boolean" | "time"; readonly type: string }
  | { readonly kind: "list"; readonly type: string; readonly items: GoShape }
  | GoStruct;

interface GoStruct {
  readonly kind: "struct";
  /** With its package, as `core.Taint`. */
  readonly type: string;
  /** By their names, which JSON may write in letters of either case. */
  readonly fields: Readonly<Record<string, GoShape>>;
}

/** What was read, or why it cannot be. */
export type ReadAnnotation<T> = { readonly value: T } | { readonly fault: string };

/**
 * Reads an annotation as Go's json.Unmarshal does: fields that it does not know are left out, null is nothing. Of what is
 * no JSON at all the fault tells the first character only.
 */
export function readAnnotation<T>(text: string, shape: GoShape): ReadAnnotation<T> {
  const parsed = parseJson(text);
  if ("fault" in parsed) return parsed;
  const faults: string[] = [];
  const value = read(parsed.value, shape, { struct: "", path: [], faults });
  const [fault] = faults;
  return fault === undefined ? { value: value as T } : { fault };
}

/** The value of a JSON text, or what Go's decoder says of it as far as that can be told. */
export function parseJson(text: string): ReadAnnotation<unknown> {
  if (text.trim() === "") return { fault: "unexpected end of JSON input" };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: `invalid character '${text.trim()[0]}' looking for beginning of value` };
  }
}

/** What Go calls a JSON value in faults. */
export function goJsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

interface Place {
  /** The struct that the field stands in; `""` outside of structs. */
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
