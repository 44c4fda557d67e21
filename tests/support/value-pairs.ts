import { parseQuantity } from "@engenho/core";
import { resolve, type SchemaNode } from "@engenho/machinery";
import fc from "fast-check";
import type { FieldOfStruct } from "../../packages/core/src/objects/value-type.js";

/** Two values of one field; undefined where one of them is absent. */
export type Pair = readonly [left: unknown, right: unknown];

/** A few strings, including those with a meaning in fields of other types: what looks like a quantity is none in a label. */
const texts = ["", "1", "1000m", "a"];
const quantities = ["0", "1", "1000m", "1Ki", "1024"];
const times = ["2025-01-01T00:00:00Z", "2025-01-01T01:00:00+01:00", "2025-01-01T00:00:01Z"];
/** Keys of users' maps that are also names of fields. */
const keys = ["storage", "hostname", "requests", "emptyDir", "startTime", "__proto__", "constructor"];

const scalars = (values: readonly unknown[]): fc.Arbitrary<Pair> =>
  fc.oneof(
    fc.constantFrom(...values).map((value): Pair => [value, value]),
    fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values)),
  );

/**
 * Pairs of values of a schema that are equal more often than by chance. Structs have few fields at a time; `depth` limits their
 * nesting.
 */
export function pairsOf(node: SchemaNode, depth: number): fc.Arbitrary<Pair> {
  const name = node.$ref?.split(".").at(-1);
  if (name === "Quantity") return scalars(quantities);
  if (name === "IntOrString") return scalars([0, 1, "", "1"]);
  if (name === "Time" || name === "MicroTime") return scalars(times);
  const schema = resolve(node);
  switch (schema.type) {
    case "string":
      return scalars(texts);
    case "boolean":
      return scalars([true, false]);
    case "integer":
    case "number":
      return scalars([0, 1]);
    case "array":
      return listPairs(schema.items as SchemaNode, depth);
    default:
      if (schema.properties !== undefined) return structPairs(schema.properties, depth);
      if (typeof schema.additionalProperties === "object") return mapPairs(schema.additionalProperties, depth);
      return scalars([{}, { storage: "1" }, { storage: "1000m" }]);
  }
}

function structPairs(properties: Readonly<Record<string, SchemaNode>>, depth: number): fc.Arbitrary<Pair> {
  if (depth === 0) return fc.constant<Pair>([{}, {}]);
  const entry = fc
    .constantFrom(...Object.keys(properties))
    .chain((field) =>
      presences(pairsOf(properties[field] as SchemaNode, depth - 1)).map((pair) => [field, pair] as const),
    );
  return fc.uniqueArray(entry, { maxLength: 3, selector: ([field]) => field }).map(bothOf);
}

function mapPairs(values: SchemaNode, depth: number): fc.Arbitrary<Pair> {
  const entry = fc.tuple(fc.constantFrom(...keys), presences(pairsOf(values, depth)));
  return fc.uniqueArray(entry, { maxLength: 2, selector: ([key]) => key }).map(bothOf);
}

function listPairs(items: SchemaNode, depth: number): fc.Arbitrary<Pair> {
  return fc
    .tuple(fc.array(pairsOf(items, depth), { maxLength: 2 }), fc.option(pairsOf(items, depth), { freq: 4 }))
    .map(
      ([pairs, further]): Pair => [
        pairs.map(([left]) => left),
        [...pairs, ...(further === null ? [] : [further])].map(([, right]) => right),
      ],
    );
}

/** One of the two may be absent. */
function presences(pair: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc.oneof(
    { weight: 4, arbitrary: pair },
    { weight: 1, arbitrary: pair.map(([left]): Pair => [left, undefined]) },
    { weight: 1, arbitrary: pair.map(([, right]): Pair => [undefined, right]) },
  );
}

function bothOf(entries: readonly (readonly [string, Pair])[]): Pair {
  return [objectOf(entries, 0), objectOf(entries, 1)];
}

function objectOf(entries: readonly (readonly [string, Pair])[], side: 0 | 1): object {
  const object = {};
  for (const [key, pair] of entries) {
    if (pair[side] === undefined) continue;
    Object.defineProperty(object, key, { value: pair[side], enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/**
 * A canonical text of a value's meaning: two values mean the same exactly when these texts are equal; `""` when it means the
 * same as absence. Independent of the code under test: derived from a single value, not by comparing two.
 */
export function meaningOf({ type, byValue }: FieldOfStruct, value: unknown): string {
  if (value === undefined || value === null) return "";
  switch (type.kind) {
    case "scalar": {
      const amount = type.scalar === "quantity" ? nanosOf(value as string) : undefined;
      if (byValue && (amount === 0n || value === "" || value === 0 || value === false)) return "";
      if (amount !== undefined) return `${amount}n`;
      if (type.scalar !== "time" && type.scalar !== "microTime") return JSON.stringify(value);
      return new Date(value as string).toISOString();
    }
    case "list": {
      const items = (value as readonly unknown[]).map((item) => meaningOf({ type: type.items, byValue: true }, item));
      return items.length === 0 ? "" : `[${items.join()}]`;
    }
    case "map": {
      const entries = Object.entries(value as object).map(
        ([key, inner]) => `${JSON.stringify(key)}:${meaningOf({ type: type.values, byValue: true }, inner)}`,
      );
      return entries.length === 0 ? "" : `{${entries.sort().join()}}`;
    }
    case "struct": {
      const fields = Object.entries(value as object).flatMap(([name, inner]) => {
        const meaning = meaningOf(type.field(name) as FieldOfStruct, inner);
        return meaning === "" ? [] : [`${name}=${meaning}`];
      });
      return byValue && fields.length === 0 ? "" : `(${fields.sort().join()})`;
    }
    case "any":
    case "schemaOr":
      return JSON.stringify(value);
  }
}

function nanosOf(quantity: string): bigint {
  const { unscaled, scale } = parseQuantity(quantity);
  return unscaled * 10n ** BigInt(scale + 9);
}
