import { fieldOf, isJsonObject } from "../../decode/json-value.js";
import { goQuote } from "../../validation/go-format.js";
import { keyElement, type PathElement, valueElement } from "../fields/path-element.js";
import type { ListAtom } from "./atom.js";

/** Why a list item cannot be identified. */
export class ItemError extends Error {}

/** The element that identifies an item of a list that is not atomic. Throws ItemError if it cannot be identified. */
export function elementOfItem(list: ListAtom, item: unknown): PathElement {
  return list.keys.length > 0 ? elementByKeys(list, item) : elementByValue(item);
}

function elementByKeys(list: ListAtom, item: unknown): PathElement {
  if (item === null || item === undefined)
    throw new ItemError("associative list with keys may not have a null element");
  if (!isJsonObject(item)) throw new ItemError("associative list with keys may not have non-map elements");
  const fields: [name: string, value: unknown][] = [];
  for (const name of list.keys) {
    const value = fieldOf(item, name) ?? list.keyDefault(name);
    // A key that is set distinguishes an item from one without it, so absent keys are omitted.
    if (value !== undefined) fields.push([name, value]);
    else if (Object.hasOwn(item, name)) fields.push([name, null]);
  }
  if (fields.length > 0) return keyElement(fields);
  const names = `[${list.keys.map(goQuote).join(" ")}]`;
  throw new ItemError(
    `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
  );
}

function elementByValue(item: unknown): PathElement {
  if (isJsonObject(item)) throw new ItemError("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new ItemError("not supported: associative list with lists as elements");
  if (item === null || item === undefined) {
    throw new ItemError("associative list without keys has an element that's an explicit null");
  }
  return valueElement(item);
}
