import { type KubernetesObject, RecentMemo } from "@engenho/core";

/** What the entry of an object costs in tables, indexes and the graphs of controllers. */
const perObject = 1_500;
const perContainer = 48;
const perField = 16;
const perText = 16;
const perNumber = 8;

/** Frozen parts of objects that were weighed: those that many objects share. */
const weighed = new RecentMemo<object, number>();

/**
 * About how many bytes an object takes in memory, what is kept about it included. An estimate from what it holds: the same
 * for the same content, whatever it shares with others, and within a factor of two of what V8 needs.
 */
export function weightOf(object: KubernetesObject): number {
  let weight = perObject;
  for (const field of Object.keys(object)) {
    const value = (object as unknown as Readonly<Record<string, unknown>>)[field];
    weight +=
      perField + (field === "metadata" || !isFrozenObject(value) ? weightOfValue(value) : rememberedWeight(value));
  }
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
  for (const key of Object.keys(value)) {
    weight += perField + key.length + weightOfValue((value as Readonly<Record<string, unknown>>)[key]);
  }
  return weight;
}

/** V8 holds a text in one byte a letter only where all of them are Latin-1. Short texts are not looked at for that. */
function weightOfText(text: string): number {
  return perText + (text.length > 64 && /[\u0100-\uffff]/.test(text) ? 2 * text.length : text.length);
}
