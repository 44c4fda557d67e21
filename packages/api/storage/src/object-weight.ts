import { type KubernetesObject, RecentMemo } from "@engenho/core";
import { type JsonObject, jsonOf } from "@engenho/machinery";

/** The overhead of an object's entries in tables, indexes and the graphs of controllers. */
const perObject = 1_500;
const perContainer = 48;
const perField = 16;
const perText = 16;
const perNumber = 8;

/** Frozen parts of objects that have been weighed: those shared by many objects. */
const weighed = new RecentMemo<object, number>();
/** Fields that objects do not share: caching their weight costs more than computing it. */
const ownFields: ReadonlySet<string> = new Set(["metadata", "status"]);
/** A write weighs its object for the size limit, and again for the quota. It does not change in between. */
let last: { readonly object: KubernetesObject; readonly weight: number } | undefined;
/** Heavy objects may be written in several turns, between which others are weighed. */
const heavy = new RecentMemo<KubernetesObject, number>(64);
const leastHeavy = 256 * 1024;

/**
 * The approximate size of an object in memory in bytes, including overhead. An estimate from its content: the same for the same
 * content, whatever it shares with other objects, and within a factor of two of what V8 needs. The object is final: it is not
 * modified after this.
 */
export function weightOf(object: KubernetesObject): number {
  if (last?.object === object) return last.weight;
  const known = heavy.get(object);
  if (known !== undefined) return known;
  let weight = perObject;
  for (const field in object) {
    const value = jsonOf(object)[field];
    weight +=
      perField + (ownFields.has(field) || !isFrozenObject(value) ? weightOfValue(value) : rememberedWeight(value));
  }
  last = { object, weight };
  if (weight >= leastHeavy) heavy.set(object, weight);
  return weight;
}

function isFrozenObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.isFrozen(value);
}

function rememberedWeight(value: object): number {
  let weight = weighed.get(value);
  if (weight === undefined) {
    weight = weightOfValue(value);
    weighed.set(value, weight);
  }
  return weight;
}

function weightOfValue(value: unknown): number {
  if (typeof value === "string") return weightOfText(value);
  if (typeof value !== "object" || value === null) return perNumber;
  let weight = perContainer;
  if (Array.isArray(value)) {
    for (const item of value) weight += perNumber + weightOfValue(item);
    return weight;
  }
  for (const key in value) weight += perField + key.length + weightOfValue((value as JsonObject)[key]);
  return weight;
}

/** V8 stores a string with one byte per character only if all of them are Latin-1. Not checked for short strings. */
function weightOfText(text: string): number {
  return perText + (text.length > 64 && /[\u0100-\uffff]/.test(text) ? 2 * text.length : text.length);
}
