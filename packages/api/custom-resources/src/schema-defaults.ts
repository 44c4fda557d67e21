import { setField } from "@engenho/core";
import { Causes, delegated, hasUnknownFields, type LongWork, type Pieces, type SchemaNode } from "@engenho/machinery";
import { compileRuleValidator } from "./cel/index.js";
import { checkEmbeddedObjects } from "./embedded-objects.js";
import { hasRules } from "./rule-presence.js";
import { ruleTools } from "./rule-tools.js";
import { compileSchema } from "./schema-validator.js";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Validates that every default in a schema is valid under the schema, and has no field that would be pruned (upstream:
 * schema/defaulting/validation.go). Like upstream, it does not visit `additionalProperties`, so that it accepts the same
 * definitions.
 */
export function* checkSchemaDefaults(
  root: SchemaNode,
  path: string,
  context: { readonly causes: Causes; readonly pieces: Pieces },
): LongWork<void> {
  const resource = { ...root, "x-kubernetes-embedded-resource": true };
  const place = { path, resource, insideMetadata: false, around: (value: unknown) => value };
  yield* checkDefaults(resource, place, { ...context, budget: undefined });
}

/** The errors found so far, and the remaining total cost of the rules for defaults. */
interface Progress {
  readonly causes: Causes;
  readonly pieces: Pieces;
  /** undefined: nothing has been spent yet. */
  readonly budget: number | undefined;
}

interface Place {
  readonly path: string;
  /** The schema of the enclosing object. */
  readonly resource: SchemaNode;
  /** Within its kind, apiVersion or metadata: the default is then only valid in the context of an object. */
  readonly insideMetadata: boolean;
  /** The enclosing object, with only this value set. */
  readonly around: (value: unknown) => unknown;
}

/** Returns the remaining budget; negative: stop validation. */
function* checkDefaults(node: SchemaNode, outer: Place, progress: Progress): LongWork<number | undefined> {
  const { causes, pieces } = progress;
  if (pieces.isDue) yield;
  const isResource = node["x-kubernetes-embedded-resource"] === true;
  const place = isResource
    ? { path: outer.path, resource: node, insideMetadata: false, around: (value: unknown) => value }
    : outer;
  let left = progress.budget;
  if (node.default !== undefined && node.default !== null) left = yield* checkDefault(node, place, progress);
  const below = function* (child: SchemaNode, changes: Omit<Place, "resource">): LongWork<void> {
    if (left !== undefined && left < 0) return;
    left = yield* checkDefaults(child, { ...changes, resource: place.resource }, { causes, pieces, budget: left });
  };
  const { path, insideMetadata, around } = place;
  if (node.items !== undefined && !Array.isArray(node.items)) {
    yield* below(node.items, { path: `${path}.items`, insideMetadata, around: (value) => around([value]) });
  }
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const isMeta = isResource && (name === "metadata" || name === "apiVersion" || name === "kind");
    yield* below(child, {
      path: `${path}.properties[${name}]`,
      insideMetadata: insideMetadata || isMeta,
      around: (value) => around(fieldOf(name, value)),
    });
  }
  return left;
}

function* checkDefault(node: SchemaNode, place: Place, { causes, budget }: Progress): LongWork<number | undefined> {
  const value = node.default;
  const path = `${place.path}.default`;
  const own = new Causes();
  if (!place.insideMetadata) {
    if (hasUnknownFields(node, value)) causes.invalid(path, value, "must not have unknown fields");
    checkEmbeddedObjects(node, value, { path, causes: own });
  } else checkWithinMetadata(value, path, { place, causes: own });
  if (own.list.length === 0) {
    const found = compileSchema(node)(value, "").causes;
    own.add(found.map((cause) => ({ ...cause, field: cause.field === "<nil>" ? path : `${path}.${cause.field}` })));
  }
  causes.add(own.list);
  const isResource = node === place.resource;
  const rules = own.list.length > 0 || !hasRules(node) ? undefined : compileRuleValidator(node, isResource, ruleTools);
  if (rules === undefined) return budget;
  const faults = new Causes();
  const subject = { value, path, ...(budget === undefined ? {} : { budget }) };
  const left = yield* delegated(rules({ ...subject, old: value }, faults));
  // Once as a replacement for another value, and once as a new one: a rule may distinguish them.
  const leftWhenNew = faults.list.length > 0 ? left : yield* delegated(rules({ ...subject, old: undefined }, faults));
  causes.add(faults.list);
  return Math.min(left, leftWhenNew);
}

function checkWithinMetadata(
  value: unknown,
  path: string,
  { place, causes }: { readonly place: Place; readonly causes: Causes },
): void {
  const object = { apiVersion: "validation/v1", kind: "Validation", ...(place.around(value) as Fields) };
  const found = new Causes();
  checkEmbeddedObjects(place.resource, object, { path: "", causes: found });
  if (found.list.length === 0) return;
  const texts = [...new Set(found.list.map((cause) => `${cause.field}: ${cause.message}`))];
  const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  causes.invalid(path, value, `must result in valid metadata: ${text}`);
}

function fieldOf(name: string, value: unknown): Fields {
  const fields: Record<string, unknown> = {};
  setField(fields, name, value);
  return fields;
}
