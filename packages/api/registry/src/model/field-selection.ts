import { type FieldRequirement, type Stored, StoreError } from "@engenho/core";
import type { IndexLookup } from "@engenho/storage";
import { readServed } from "./conversion.js";
import type { Resource } from "./resource.js";
import { selectableFields } from "./selectable-fields.js";

/** A compiled field selector. */
export interface FieldSelection {
  /** Set if the selector requires a certain namespace or name. */
  readonly namespace?: string;
  readonly name?: string;
  readonly lookups: readonly IndexLookup[];
  readonly accepts?: (object: Stored) => boolean;
}

const everything: FieldSelection = { lookups: [] };

/** Compiles a field selector for a kind. Throws StoreError `BadRequest` for a field that is not selectable. */
export function compileFieldSelector(resource: Resource, requirements: readonly FieldRequirement[]): FieldSelection {
  if (requirements.length === 0) return everything;
  let namespace: string | undefined;
  let name: string | undefined;
  const indexed = resource.definition.fieldSelectors?.indexed ?? [];
  const lookups: IndexLookup[] = [];
  const tests: ((object: Stored) => boolean)[] = [];
  for (const { field, operator, value } of requirements) {
    const read = readerOf(resource, field);
    if (operator === "=") {
      if (field === "metadata.name" && name === undefined) name = value;
      else if (field === "metadata.namespace" && namespace === undefined) namespace = value;
      else if (indexed.includes(field)) lookups.push({ index: `field:${field}`, valuesOf: read, value });
      else tests.push((object) => read(object) === value);
    } else {
      tests.push((object) => read(object) !== value);
    }
  }
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    lookups,
    ...(tests.length === 0 ? {} : { accepts: (object) => tests.every((test) => test(object)) }),
  };
}

function readerOf(resource: Resource, field: string): (object: Stored) => string {
  const fields = selectableFields(resource.definition);
  const reader = fields.readers.get(field);
  if (reader === undefined) throw new StoreError("BadRequest", fields.unsupported(field));
  return readServed(resource, reader);
}
