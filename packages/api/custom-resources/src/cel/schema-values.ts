import {
  CelError,
  CelList,
  CelMap,
  CelObject,
  type CelResult,
  type CelType,
  type CelValue,
  equalValues,
  limitExceeded,
  opaqueType,
  type Work,
} from "@engenho/cel";
import { escapeFieldName, hasProperties, unescapeFieldName, withTypeAndName } from "@engenho/expressions";
import type { SchemaNode } from "@engenho/machinery";
import { formattedValue } from "./formatted-values.js";
import { equalJson } from "./json-equality.js";
import { KeyedList, SetList } from "./list-semantics.js";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A JSON value as expressions see it by its schema (common/valuesunstructured.go): a view without copying. Values that do not
 * match the schema are errors, and only declared fields are accessible.
 */
export function schemaValue(value: unknown, node: SchemaNode): CelResult {
  if (value === null || value === undefined) {
    return node.nullable === true ? null : new CelError("invalid data, got null for schema with nullable=false");
  }
  if (node["x-kubernetes-int-or-string"] === true) {
    if (typeof value === "string") return value;
    if (typeof value === "number" && Number.isInteger(value)) return int64Of(value);
    return new CelError("invalid data, expected XIntOrString value to be either a string or integer");
  }
  switch (node.type) {
    case "object":
      return objectValue(value, node);
    case "array":
      return listValue(value, node);
    case "string":
      if (typeof value !== "string") return unexpected("string", value);
      return formattedValue(value, node.format);
    case "number":
      return typeof value === "number" ? value : unexpected("float", value);
    case "integer":
      return typeof value === "number" && Number.isInteger(value) ? int64Of(value) : unexpected("int", value);
    case "boolean":
      return typeof value === "boolean" ? value : unexpected("bool", value);
    default:
      if (node["x-kubernetes-preserve-unknown-fields"] === true) return new UnknownData(value);
      return new CelError(
        "invalid type, expected object, array, number, integer, boolean or string, or no type with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got ",
      );
  }
}

const largest = 2n ** 63n - 1n;

/** Beyond 2^53 a JSON number is the nearest double: the largest 64-bit integer must not overflow. */
function int64Of(value: number): bigint {
  const exact = BigInt(value);
  return exact > largest ? largest : exact < -largest ? -largest - 1n : exact;
}

/** Go's name for the type of a value. */
function unexpected(expected: string, value: unknown): CelError {
  const numeric = Number.isInteger(value) ? "int64" : "float64";
  const actual = Array.isArray(value)
    ? "[]interface {}"
    : typeof value === "object"
      ? "map[string]interface {}"
      : typeof value;
  const names: Readonly<Record<string, string>> = { number: numeric, boolean: "bool" };
  return new CelError(`invalid data, expected ${expected}, got ${names[actual] ?? actual}`);
}

function objectValue(value: unknown, node: SchemaNode): CelResult {
  if (typeof value !== "object" || Array.isArray(value)) {
    return new CelError("invalid data, expected a map for the provided schema with type=object");
  }
  const fields = value as Fields;
  const seen = node["x-kubernetes-embedded-resource"] === true ? withTypeAndName(node) : node;
  if (hasProperties(seen)) return new ObjectView(fields, seen);
  return new MapView(fields, typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
}

function listValue(value: unknown, node: SchemaNode): CelResult {
  if (!Array.isArray(value))
    return new CelError("invalid data, expected an array for the provided schema with type=array");
  const { items } = node;
  if (items === undefined) return new CelError("invalid array type, expected Items with a non-empty Schema");
  const list = new ListView(value, items);
  switch (node["x-kubernetes-list-type"]) {
    case "map":
      return new KeyedList(list, node["x-kubernetes-list-map-keys"] ?? []);
    case "set":
      return new SetList(list);
    default:
      return list;
  }
}

const unknownType = opaqueType("unknown");

/** A value kept by `x-kubernetes-preserve-unknown-fields`: only equality is defined. */
class UnknownData extends CelObject {
  readonly type: CelType = unknownType;
  readonly #data: unknown;

  constructor(data: unknown) {
    super();
    this.#data = data;
  }

  equals(other: CelValue, work: Work): CelResult {
    return other instanceof UnknownData && equalJson(this.#data, other.#data, work);
  }
}

/** The work of comparing a field: see Work. */
const stepsPerField = 300;

/** Fields of a JSON object; `childNode` determines which are visible. */
abstract class FieldsView extends CelMap {
  readonly data: Fields;
  readonly #made = new Map<string, CelResult>();

  constructor(data: Fields) {
    super();
    this.data = data;
  }

  /** The node of a field by its unescaped name; undefined if it is not declared. */
  abstract childNode(name: string): SchemaNode | undefined;

  /** Includes unknown fields. */
  get size(): number {
    return Object.keys(this.data).length;
  }

  protected value(name: string): CelResult | undefined {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const node = Object.hasOwn(this.data, name) ? this.childNode(name) : undefined;
    if (node === undefined) return undefined;
    const made = schemaValue(this.data[name], node);
    this.#made.set(name, made);
    return made;
  }

  /** Undeclared fields are compared as JSON where both have them. */
  override equals(other: CelValue, work: Work): CelResult {
    if (!(other instanceof CelMap) || this.size !== other.size) return false;
    for (const name of Object.keys(this.data)) {
      if (!work.do(stepsPerField)) return limitExceeded;
      if (this.childNode(name) === undefined) {
        if (!(other instanceof FieldsView) || !Object.hasOwn(other.data, name)) continue;
        const same = equalJson(this.data[name], other.data[name], work);
        if (same !== true) return same;
        continue;
      }
      const [left, right] = [this.find(name), other.find(name)];
      if (left === undefined && right === undefined) continue;
      if (left === undefined || right === undefined) return false;
      if (left instanceof CelError) return left;
      if (right instanceof CelError) return right;
      const same = equalValues(left, right, work);
      if (same !== true) return same;
    }
    return true;
  }
}

/** A map: its keys are data. */
class MapView extends FieldsView {
  readonly #values: SchemaNode | undefined;

  constructor(data: Fields, values: SchemaNode | undefined) {
    super(data);
    this.#values = values;
  }

  childNode(): SchemaNode | undefined {
    return this.#values;
  }

  find(key: CelValue): CelResult | undefined {
    return typeof key === "string" ? this.value(key) : new CelError("no such overload");
  }

  keys(): readonly CelValue[] {
    return this.#values === undefined ? [] : Object.keys(this.data);
  }
}

/** An object with declared fields. A null field is treated as absent. */
class ObjectView extends FieldsView {
  readonly #node: SchemaNode;

  constructor(data: Fields, node: SchemaNode) {
    super(data);
    this.#node = node;
  }

  childNode(name: string): SchemaNode | undefined {
    const { properties = {} } = this.#node;
    return Object.hasOwn(properties, name) ? properties[name] : undefined;
  }

  find(key: CelValue): CelResult | undefined {
    if (typeof key !== "string") return new CelError("no such overload");
    const name = unescapeFieldName(key);
    return name === undefined || !Object.hasOwn(this.data, name) || this.data[name] === null
      ? undefined
      : this.value(name);
  }

  keys(): readonly CelValue[] {
    return Object.keys(this.data)
      .filter((name) => this.childNode(name) !== undefined)
      .map((name) => escapeFieldName(name) ?? name);
  }
}

/** A JSON list. */
class ListView extends CelList {
  readonly #data: readonly unknown[];
  readonly #items: SchemaNode;
  readonly #made: CelResult[] = [];

  constructor(data: readonly unknown[], items: SchemaNode) {
    super();
    this.#data = data;
    this.#items = items;
  }

  get size(): number {
    return this.#data.length;
  }

  at(index: number): CelResult {
    this.#made[index] ??= schemaValue(this.#data[index], this.#items);
    return this.#made[index];
  }
}
