import type { FieldReader, KindDefinition } from "./kind-definition.js";

/** The fields of a kind that field selectors can use. */
export interface SelectableFields {
  /** By the name of the field, such as `spec.nodeName`. */
  readonly readers: ReadonlyMap<string, FieldReader>;
  /** The error message for any other field. */
  unsupported(field: string): string;
}

interface Fields {
  readonly [name: string]: unknown;
}

function at(object: object, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

/** Reads the field at a dotted path as text; `absent` if there is none, or if it is an object or a list. */
export function fieldText(path: string, absent = ""): FieldReader {
  return (object) => {
    const value = at(object, path);
    return value === undefined || value === null || typeof value === "object" ? absent : String(value);
  };
}

/** Selectable fields that are read as text at the path that is their name. */
export function textFields(...paths: readonly string[]): [string, FieldReader][] {
  return paths.map((path) => [path, fieldText(path)]);
}

const generic = (field: string): string =>
  `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
const plain = (field: string): string => `field label not supported: ${field}`;

const known = new WeakMap<KindDefinition, SelectableFields>();

/** The selectable fields of a kind: `metadata.name`, `metadata.namespace`, and the kind's own. */
export function selectableFields(kind: KindDefinition): SelectableFields {
  const earlier = known.get(kind);
  if (earlier !== undefined) return earlier;
  const offer = kind.fieldSelectors;
  const readers = new Map<string, FieldReader>(textFields("metadata.name"));
  if (kind.namespaced || offer === undefined) readers.set("metadata.namespace", fieldText("metadata.namespace"));
  for (const [field, reader] of offer?.fields ?? []) readers.set(field, reader);
  for (const path of kind.selectableFields ?? []) readers.set(path, fieldText(path));
  const custom = kind.schemaName === undefined;
  const fields = { readers, unsupported: offer?.unsupported ?? (custom ? plain : generic) };
  known.set(kind, fields);
  return fields;
}
