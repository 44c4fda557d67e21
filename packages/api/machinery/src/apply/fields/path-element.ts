import { errorMessage } from "@engenho/core";
import { isJsonObject } from "../../decode/json-value.js";
import { goQuote } from "../../validation/go-format.js";

/**
 * One element of a path, in the form in which FieldsV1 encodes it, which also serves as its identity: `f:name` is a field,
 * `k:{"name":"x"}` the list item with these keys, `v:"x"` the item of a set, `i:0` an index.
 */
export type PathElement = string;

/** A parsed path element. */
export type ParsedElement =
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "key"; readonly fields: readonly (readonly [name: string, value: unknown])[] }
  | { readonly type: "value"; readonly value: unknown }
  | { readonly type: "index"; readonly index: number };

/** The element of a field. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The element of a list item identified by its keys. */
export function keyElement(fields: readonly (readonly [name: string, value: unknown])[]): PathElement {
  const sorted = fields.length < 2 ? fields : fields.toSorted(([left], [right]) => compareText(left, right));
  return `k:{${sorted.map(([name, value]) => `${goJsonText(name)}:${goJsonText(value)}`).join(",")}}`;
}

/** The element of an item of a set. */
export function valueElement(value: unknown): PathElement {
  return `v:${goJsonText(value)}`;
}

/**
 * Parses an element as a client may have written it, with its keys in any order; `undefined` for an unknown type. Throws
 * RangeError for invalid ones.
 */
export function parseElement(text: string): ParsedElement | undefined {
  if (text.length < 2) throw new RangeError("key must be 2 characters long:");
  if (text[1] !== ":") throw new RangeError(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case "f":
      return { type: "field", name: content };
    case "v":
      return { type: "value", value: parseJson(content) };
    case "k": {
      const keys = parseJson(content);
      if (!isJsonObject(keys)) throw new RangeError(`expected an object of keys: ${content}`);
      return { type: "key", fields: Object.entries(keys).toSorted(([left], [right]) => compareText(left, right)) };
    }
    case "i":
      if (!/^[+-]?\d+$/.test(content)) throw new RangeError(`parsing ${goQuote(content)}: invalid syntax`);
      return { type: "index", index: Number(content) };
    default:
      return undefined;
  }
}

/** The canonical form of a parsed element. */
export function formatElement(element: ParsedElement): PathElement {
  switch (element.type) {
    case "field":
      return fieldElement(element.name);
    case "key":
      return keyElement(element.fields);
    case "value":
      return valueElement(element.value);
    case "index":
      return `i:${element.index}`;
  }
}

/** The name of a field element; `undefined` for others. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith("f:") ? element.slice(2) : undefined;
}

/** A path as printed in messages: `.spec.containers[name="x"].image`. */
export function printPath(path: readonly PathElement[]): string {
  return path.map(printElement).join("");
}

/** An element as printed in messages. */
export function printElement(element: PathElement): string {
  const parsed = parseElement(element);
  switch (parsed?.type) {
    case "field":
      return `.${parsed.name}`;
    case "key":
      return `[${parsed.fields.map(([name, value]) => `${name}=${printValue(value)}`).join(",")}]`;
    case "value":
      return `[=${printValue(parsed.value)}]`;
    case "index":
      return `[${parsed.index}]`;
    default:
      return "{{invalid path element}}";
  }
}

/** Elements in upstream's order: fields, keys, values, indices, and each of these by content. Each is parsed once. */
export function sortElements(elements: Iterable<PathElement>): readonly PathElement[] {
  const sorted = [...elements];
  if (areInOrderOfText(sorted)) return sorted.sort();
  return sorted
    .map((element) => ({ element, parsed: parseElement(element) }))
    .sort(compareParsed)
    .map(({ element }) => element);
}

/**
 * Whether the order of UTF-16 code units is correct for these elements: fields without characters beyond the basic multilingual
 * plane, and items with one and the same key, whose strings contain no characters before the closing quote in that order and no
 * escapes.
 */
function areInOrderOfText(elements: readonly PathElement[]): boolean {
  const [first] = elements;
  const keyed = first === undefined ? undefined : /^k:\{"[A-Za-z]+":"/.exec(first)?.[0];
  if (keyed === undefined) {
    return elements.every((element) => element.startsWith("f:") && !beyondBasicPlane.test(element));
  }
  return elements.every((element) => element.startsWith(keyed) && plainEnd.test(element));
}

const plainEnd = /:"[\w./-]*"\}$/;
const beyondBasicPlane = /[\ud800-\udfff]/;

interface ReadElement {
  readonly element: PathElement;
  readonly parsed: ParsedElement | undefined;
}

function compareParsed({ element: left, parsed: a }: ReadElement, { element: right, parsed: b }: ReadElement): number {
  if (left === right) return 0;
  if (a?.type === "field" && b?.type === "field") return compareText(left, right);
  if (a?.type === "key" && b?.type === "key") return compareKeys(a.fields, b.fields);
  if (a?.type === "value" && b?.type === "value") return compareValues(a.value, b.value);
  if (a?.type === "index" && b?.type === "index") return a.index - b.index;
  return "fkvi".indexOf(left.charAt(0)) - "fkvi".indexOf(right.charAt(0));
}

/** Go's order of strings: by code point. UTF-16 sorts characters beyond the basic multilingual plane too early. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [leftUnit, rightUnit] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (leftUnit !== rightUnit) return rank(leftUnit) - rank(rightUnit);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

type Keys = readonly (readonly [name: string, value: unknown])[];

function compareKeys(left: Keys, right: Keys): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [[leftName, leftValue], [rightName, rightValue]] = [left[at] as Keys[0], right[at] as Keys[0]] as const;
    const order = compareText(leftName, rightName) || compareValues(leftValue, rightValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareValues(left: unknown, right: unknown): number {
  const [leftType, rightType] = [typeRank(left), typeRank(right)];
  if (leftType !== rightType) return leftType - rightType;
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (typeof left === "boolean") return Number(left) - Number(right);
  return compareText(goJsonText(left), goJsonText(right));
}

function typeRank(value: unknown): number {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return 1;
  if (typeof value === "boolean") return 2;
  if (Array.isArray(value)) return 3;
  return value === null ? 5 : 4;
}

function printValue(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[${value.map(printValue).join(",")}]`;
  if (!isJsonObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${printValue(inner)}`)
    .join("");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(errorMessage(error));
  }
}

/** JSON as Go encodes it: `<`, `>` and `&` are escaped. */
export function goJsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, escapeCharacter) : text;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
