import { type KubernetesObject, RecentMemo } from "@engenho/core";

type Fields = Readonly<Record<string, unknown>>;

/** What the entry of an object costs in tables, indexes and the graphs of controllers. */
const perObject = 1_500;
const perContainer = 48;
const perField = 16;
const perText = 16;
const perNumber = 8;

/** Frozen parts of objects that were weighed: those that many objects share. */
const weighed = new RecentMemo<object, number>();
/** Fields that each object has for itself: to remember their weight costs more than to weigh them. */
const ownFields: ReadonlySet<string> = new Set(["metadata", "status"]);
/** A write weighs its object for the limit of its size, and again for the quota. Nobody changes it in between. */
let last: { readonly object: KubernetesObject; readonly weight: number } | undefined;
/** Heavy ones may be written in turns, between which others are weighed. */
const heavy = new RecentMemo<KubernetesObject, number>(64);
const leastHeavy = 256 * 1024;

/**
 * About how many bytes an object takes in memory, what is kept about it included. An estimate from what it holds: the same
 * for the same content, whatever it shares with others, and within a factor of two of what V8 needs. The object is complete:
 * it is not changed after this.
 */
export function weightOf(object: KubernetesObject): number {
  if (last?.object === object) return last.weight;
  const known = heavy.get(object);
  if (known !== undefined) return known;
  let weight = perObject;
  for (const field in object) {
    const value = (object as unknown as Fields)[field];
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
  for (const key in value) weight += perField + key.length + weightOfValue((value as Fields)[key]);
  return weight;
}

/** V8 holds a text in one byte a letter only where all of them are Latin-1. Short texts are not looked at for that. */
function weightOfText(text: string): number {
  return perText + (text.length > 64 && /[\u0100-\uffff]/.test(text) ? 2 * text.length : text.length);
}
