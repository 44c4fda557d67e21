import { type FieldRequirement, type Stored, StoreError } from "@engenho/core";
import type { IndexLookup } from "./object-table.js";
import type { Resource } from "./resource.js";

/** What a field selector narrows a list by. */
export interface FieldSelection {
  /** Set when the selector demands one namespace or one name. */
  readonly namespace?: string;
  readonly name?: string;
  readonly lookups: readonly IndexLookup[];
  readonly accepts?: (object: Stored) => boolean;
}

/** Fields that are worth an index, for lists by them must not visit every object of the kind. */
const indexedFields: ReadonlySet<string> = new Set(["spec.nodeName", "involvedObject.uid", "involvedObject.name"]);

/** Compiles a field selector for a kind. Throws StoreError `BadRequest` for a field that the kind does not offer. */
export function compileFieldSelector(resource: Resource, requirements: readonly FieldRequirement[]): FieldSelection {
  let namespace: string | undefined;
  let name: string | undefined;
  const lookups: IndexLookup[] = [];
  const tests: ((object: Stored) => boolean)[] = [];
  for (const { field, operator, value } of requirements) {
    const read = readerOf(resource, field);
    if (operator === "=") {
      if (field === "metadata.name" && name === undefined) name = value;
      else if (field === "metadata.namespace" && namespace === undefined) namespace = value;
      else if (indexedFields.has(field)) lookups.push({ index: `field:${field}`, valuesOf: read, value });
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
  if (field === "metadata.name") return (object) => object.metadata.name;
  if (field === "metadata.namespace" && resource.definition.namespaced) {
    return (object) => object.metadata.namespace ?? "";
  }
  const fields = resource.strategy.selectableFields;
  const read = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (read === undefined) throw new StoreError("BadRequest", `field label not supported: ${field}`);
  return read;
}
