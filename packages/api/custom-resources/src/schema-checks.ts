import type { StatusCause } from "@engenho/core";
import { Causes, goQuote, noCauses, type SchemaNode } from "@engenho/machinery";
import type { CorrelatedValue } from "./correlated-value.js";
import type { ValueValidator } from "./schema-validator.js";
import { ResultBuilder, type ValueResult } from "./value-result.js";

/** The validators below one node. */
export interface SchemaChecks {
  readonly items: ValueValidator | undefined;
  readonly additional: ValueValidator | undefined;
  property(name: string): ValueValidator | undefined;
  /** `anyOf`, `oneOf`, `allOf` and `not`. */
  checkAlternatives(value: unknown, path: string, correlated: CorrelatedValue | undefined): ValueResult;
}

/** Compiles the parts of a node that concern nested values and its junctors. */
export function schemaChecks(node: SchemaNode, compile: (node: SchemaNode) => ValueValidator): SchemaChecks {
  const properties = new Map<string, ValueValidator>();
  for (const [name, child] of Object.entries(node.properties ?? {})) properties.set(name, compile(child));
  const anyOf = (node.anyOf ?? []).map(compile);
  const oneOf = (node.oneOf ?? []).map(compile);
  const allOf = (node.allOf ?? []).map(compile);
  const not = node.not === undefined ? undefined : compile(node.not);
  const hasAlternatives = anyOf.length + oneOf.length + allOf.length > 0 || not !== undefined;
  return {
    items: node.items === undefined ? undefined : compile(node.items),
    additional: typeof node.additionalProperties === "object" ? compile(node.additionalProperties) : undefined,
    property: (name) => properties.get(name),
    checkAlternatives(value, path, correlated) {
      if (!hasAlternatives) return noAlternatives;
      const builder = new ResultBuilder();
      if (anyOf.length > 0)
        checkAnyOf(
          anyOf.map((one) => one(value, path, correlated)),
          path,
          builder,
        );
      if (oneOf.length > 0)
        checkOneOf(
          oneOf.map((one) => one(value, path, correlated)),
          path,
          builder,
        );
      if (allOf.length > 0)
        checkAllOf(
          allOf.map((one) => one(value, path, correlated)),
          path,
          builder,
        );
      if (not !== undefined && not(value, path, correlated).causes.length === 0) {
        builder.add(composite(`${goQuote(path)} must not validate the schema (not)`));
      }
      builder.count();
      return builder.result;
    },
  };
}

const noAlternatives: ValueResult = { causes: noCauses, matches: 1 };

function checkAnyOf(results: readonly ValueResult[], path: string, builder: ResultBuilder): void {
  const success = results.find((result) => result.causes.length === 0);
  if (success !== undefined) {
    builder.merge(success);
    return;
  }
  builder.add(composite(`${goQuote(path)} must validate at least one schema (anyOf)`));
  builder.merge(bestOf(results));
}

function checkOneOf(results: readonly ValueResult[], path: string, builder: ResultBuilder): void {
  const successes = results.filter((result) => result.causes.length === 0);
  const [only] = successes;
  if (only !== undefined && successes.length === 1) {
    builder.merge(only);
    return;
  }
  const found = successes.length === 0 ? "Found none valid" : `Found ${successes.length} valid alternatives`;
  builder.add(composite(`${goQuote(path)} must validate one and only one schema (oneOf). ${found}`));
  if (successes.length === 0) builder.merge(bestOf(results));
}

function checkAllOf(results: readonly ValueResult[], path: string, builder: ResultBuilder): void {
  for (const result of results) builder.merge(result);
  const failed = results.filter((result) => result.causes.length > 0).length;
  if (failed === 0) return;
  const none = failed === results.length ? ". None validated" : "";
  builder.add(composite(`${goQuote(path)} must validate all the schemas (allOf)${none}`));
}

/** Of the alternatives that failed, the first with the most successful checks. */
function bestOf(results: readonly ValueResult[]): ValueResult {
  return results.reduce((best, result) => (result.matches > best.matches ? result : best));
}

/** Upstream sets no field for errors of several schemas together. */
function composite(detail: string): readonly StatusCause[] {
  const causes = new Causes();
  causes.invalid("<nil>", "", detail);
  return causes.list;
}
