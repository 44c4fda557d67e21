import { isStoreError } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { applySmallPatch } from "../../src/patch/index.js";

const text: SchemaNode = { type: "string" };
const merge = { "x-kubernetes-patch-strategy": "merge" } as const;

/** A recursive struct with fields of every patch strategy. */
function toySchema(): SchemaNode {
  const properties: Record<string, SchemaNode> = {};
  const toy: SchemaNode = { type: "object", properties };
  const list = (more: object): SchemaNode => ({ type: "array", items: toy, ...more });
  Object.assign(properties, {
    name: text,
    value: text,
    other: text,
    map: { type: "object", additionalProperties: text },
    parts: list({ ...merge, "x-kubernetes-patch-merge-key": "name" }),
    atoms: list({}),
    set: { type: "array", items: text, ...merge },
    row: { type: "array", items: text },
    union: { ...toy, "x-kubernetes-patch-strategy": "retainKeys" },
    sealed: { type: "object", properties: { a: text, b: text }, "x-kubernetes-patch-strategy": "replace" },
    volumes: list({ "x-kubernetes-patch-strategy": "merge,retainKeys", "x-kubernetes-patch-merge-key": "name" }),
  });
  return toy;
}

export const schema = toySchema();

export function patched(before: unknown, value: unknown): unknown {
  return applySmallPatch(before, { type: "strategic", value }, { schema, strategicAllowed: true });
}

export const names = (...items: string[]): object[] => items.map((name) => ({ name }));

export function refusal(before: object, patch: unknown): [code: string, message: string] {
  try {
    patched(before, patch);
  } catch (error) {
    if (isStoreError(error)) return [error.code, error.message];
    throw error;
  }
  throw new Error("nothing was refused");
}
