import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
} from "@engenho/cel";
import type { SchemaNode } from "@engenho/machinery";
import { reservedWords } from "../reserved-words.js";
import { escapeFieldName } from "./field-names.js";

/** The maximum request size in upstream's cost estimates: 3 MiB, independent of the actual limit. */
export const maxRequestBytes = 3 * 1024 * 1024;

const longestDuration = 32;
const longestDateTime = 32;
const dateBytes = 12;
const smallest = { duration: 3, dateTime: 21, string: 2, bool: 4, number: 1, container: 2, any: 1 } as const;

/**
 * The CEL type of a schema node, and the limits on the size of its values (pkg/cel/types.go: DeclType). Nodes that expressions
 * cannot see have none.
 */
export interface DeclaredType {
  /** The type with this name, which is the prefix of the names of nested structs: `selfType.spec`. */
  celType(name: string): CelType;
  /** The maximum number of elements, entries, characters or bytes; 0 for values without a size. */
  readonly maxElements: number;
  /** The minimum size of a value as JSON, in bytes. */
  readonly minBytes: number;
  /** For an object: its fields by escaped names. */
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  /** For a map, an object whose keys are not fields of the schema: its keys. */
  readonly key?: DeclaredType;
  /** For a list its items, for a map its values. */
  readonly element?: DeclaredType;
}

/** The declared type of a schema node; undefined if expressions cannot see it (common/schemas.go). */
export function declareType(
  node: SchemaNode,
  isResource = node["x-kubernetes-embedded-resource"] === true,
): DeclaredType | undefined {
  if (node["x-kubernetes-int-or-string"] === true) {
    return scalar(dynType, smallest.any, node.maxLength === undefined ? maxRequestBytes - 2 : utf8(node.maxLength));
  }
  switch (node.type) {
    case "array":
      return declareList(node);
    case "object":
      return declareObject(isResource ? withTypeAndName(node) : node);
    case "string":
      return declareText(node);
    case "boolean":
      return scalar(boolType, smallest.bool);
    case "number":
      return scalar(doubleType, smallest.number);
    case "integer":
      return scalar(intType, smallest.number);
    case undefined:
      return undefined;
  }
}

const text: SchemaNode = { type: "string" };
const nameOnly: SchemaNode = { type: "object", properties: { name: text, generateName: text } };

/** The node of a complete object with `apiVersion`, `kind` and the name in its `metadata`, which expressions can always see. */
export function withTypeAndName(node: SchemaNode): SchemaNode {
  const { kind, apiVersion, metadata } = node.properties ?? {};
  const named = metadata?.properties;
  const isComplete =
    kind?.type === "string" &&
    apiVersion?.type === "string" &&
    metadata?.type === "object" &&
    named?.name?.type === "string" &&
    named.generateName?.type === "string";
  if (isComplete) return node;
  return { ...node, properties: { ...node.properties, kind: text, apiVersion: text, metadata: nameOnly } };
}

/** Whether a node declares fields: an object, not a map. */
export function hasProperties({ properties }: SchemaNode): boolean {
  return properties !== undefined && Object.keys(properties).length > 0;
}

function scalar(type: CelType, minBytes: number, maxElements = 0): DeclaredType {
  return { celType: () => type, maxElements, minBytes };
}

/** A character takes up to four bytes. */
function utf8(maxLength: number): number {
  return Math.max(maxLength, 0) * 4;
}

function declareList({ items, maxItems }: SchemaNode): DeclaredType | undefined {
  const element = items === undefined ? undefined : declareType(items);
  if (element === undefined) return undefined;
  return {
    celType: (name) => listType(element.celType(`${name}.@idx`)),
    element,
    maxElements:
      maxItems === undefined
        ? Math.floor((maxRequestBytes - smallest.container) / (element.minBytes + 1))
        : Math.max(maxItems, 0),
    minBytes: smallest.container,
  };
}

const mapKey = scalar(stringType, smallest.string);

function declareObject(node: SchemaNode): DeclaredType | undefined {
  const { additionalProperties, maxProperties } = node;
  if (typeof additionalProperties !== "object") return declareFields(node);
  const element = declareType(additionalProperties);
  if (element === undefined) return undefined;
  return {
    celType: (name) => mapType(stringType, element.celType(`${name}.@elem`)),
    key: mapKey,
    element,
    maxElements:
      maxProperties === undefined
        ? // Two bytes for a key, its quotes, a colon and a comma.
          Math.floor((maxRequestBytes - smallest.container) / (element.minBytes + 6))
        : Math.max(maxProperties, 0),
    minBytes: smallest.container,
  };
}

function declareFields({ properties = {}, required = [] }: SchemaNode): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  const isRequired = new Set(required);
  let minBytes: number = smallest.container;
  for (const [name, property] of Object.entries(properties)) {
    const declared = declareType(property);
    if (declared === undefined) continue;
    const escaped = escapeFieldName(name);
    if (escaped !== undefined) fields.set(escaped, declared);
    const hasDefault = property.default !== undefined && property.default !== null;
    // Quotes, a colon and a comma.
    if (isRequired.has(name) && !hasDefault) minBytes += new TextEncoder().encode(name).length + declared.minBytes + 4;
  }
  return { celType: (name) => structOf(name, fields), fields, maxElements: 0, minBytes };
}

function structOf(name: string, fields: ReadonlyMap<string, DeclaredType>): CelType {
  let types: ReadonlyMap<string, CelType> | undefined;
  const fieldTypes = () => {
    types ??= new Map(
      [...fields].flatMap(([field, declared]) => {
        const type = declared.celType(`${name}.${field}`);
        const word = field.slice(2, -2);
        // `self.namespace` and `self.__namespace__` select the same field.
        return reservedWords.has(word) && field === `__${word}__` && !fields.has(word)
          ? [[field, type] as const, [word, type] as const]
          : [[field, type] as const];
      }),
    );
    return types;
  };
  return structType(name, fieldTypes);
}

function declareText({ format, maxLength, enum: allowed = [] }: SchemaNode): DeclaredType {
  const longest = maxRequestBytes - 2;
  switch (format) {
    case "byte":
      return scalar(bytesType, smallest.string, maxLength === undefined ? longest : Math.max(maxLength, 0));
    case "duration":
      return scalar(durationType, smallest.duration, longestDuration);
    case "date":
      return scalar(timestampType, dateBytes, dateBytes);
    case "date-time":
      return scalar(timestampType, smallest.dateTime, longestDateTime);
    default:
  }
  if (maxLength !== undefined) return scalar(stringType, smallest.string, utf8(maxLength));
  if (allowed.length === 0) return scalar(stringType, smallest.string, longest);
  const lengths = allowed.map((value) => (typeof value === "string" ? new TextEncoder().encode(value).length : 0));
  return scalar(stringType, smallest.string, Math.max(...lengths));
}
