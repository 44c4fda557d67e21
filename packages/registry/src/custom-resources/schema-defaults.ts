import { strictlyEqual } from "@engenho/core";
import { applyDefaults, type SchemaNode } from "@engenho/kinds";
import { delegated, type LongWork, type Pieces } from "../long-work.js";
import { Causes } from "../validation/causes.js";
import { compileRuleValidator } from "./cel/index.js";
import { hasRules } from "./rule-presence.js";
import { ruleTools } from "./rule-tools.js";
import { compileSchema } from "./schema-validator.js";

/** Checks that every default in a schema is itself what the schema allows, and holds no field that would be pruned. */
export function* checkSchemaDefaults(
  node: SchemaNode,
  path: string,
  context: { readonly causes: Causes; readonly pieces: Pieces },
): LongWork<void> {
  yield* checkDefaults(node, path, { ...context, budget: undefined });
}

/** What was found, and what the rules that defaults are held against may still cost together. */
interface Progress {
  readonly causes: Causes;
  readonly pieces: Pieces;
  /** undefined: nothing is spent yet. */
  readonly budget: number | undefined;
}

/** Answers what is left of the budget; below 0: nothing more is checked. */
function* checkDefaults(node: SchemaNode, path: string, progress: Progress): LongWork<number | undefined> {
  const { causes, pieces } = progress;
  if (pieces.isDue) yield;
  let left = progress.budget;
  if (node.default !== undefined && node.default !== null) {
    left = yield* checkDefault(node, `${path}.default`, progress);
  }
  const below = function* (child: SchemaNode, at: string): LongWork<void> {
    if (left === undefined || left >= 0) left = yield* checkDefaults(child, at, { causes, pieces, budget: left });
  };
  if (node.items !== undefined) yield* below(node.items, `${path}.items`);
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* below(child, `${path}.properties[${name}]`);
  if (typeof node.additionalProperties === "object") {
    yield* below(node.additionalProperties, `${path}.additionalProperties`);
  }
  return left;
}

function* checkDefault(node: SchemaNode, path: string, { causes, budget }: Progress): LongWork<number | undefined> {
  const value = node.default;
  const pruned = prune(node, value);
  if (!strictlyEqual(pruned, value)) causes.invalid(path, value, "must not have unknown fields");
  const filled = applyDefaults(node, value);
  const found = compileSchema(node)(filled, "").causes;
  causes.add(found.map((cause) => ({ ...cause, field: cause.field === "<nil>" ? path : `${path}.${cause.field}` })));
  const rules = found.length > 0 || !hasRules(node) ? undefined : compileRuleValidator(node, false, ruleTools);
  if (rules === undefined) return budget;
  const faults = new Causes();
  const subject = { value: filled, path, ...(budget === undefined ? {} : { budget }) };
  const left = yield* delegated(rules({ ...subject, old: filled }, faults));
  // As a value that replaces another, and as one that is new: a rule may look at that.
  const leftWhenNew = faults.list.length > 0 ? left : yield* delegated(rules({ ...subject, old: undefined }, faults));
  causes.add(faults.list);
  return Math.min(left, leftWhenNew);
}

function prune(node: SchemaNode | undefined, value: unknown): unknown {
  if (node === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => prune(node.items, item));
  const preserves =
    node["x-kubernetes-preserve-unknown-fields"] === true || node["x-kubernetes-embedded-resource"] === true;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const child =
        node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
      if (child !== undefined) return [[key, prune(child, inner)]];
      if (typeof node.additionalProperties === "object") return [[key, prune(node.additionalProperties, inner)]];
      return preserves || node.additionalProperties === true ? [[key, inner]] : [];
    }),
  );
}
