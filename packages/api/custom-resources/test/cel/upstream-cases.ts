import { readFileSync } from "node:fs";
import type { SchemaNode } from "@engenho/machinery";

/** A schema and an object to validate, with rules that hold and rules that fail. */
export interface ExpressionCase {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly oldObj?: unknown;
  readonly valid?: readonly string[];
  /** Rules, and parts of their messages. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly isRoot?: boolean;
  readonly expectSkipped?: boolean;
  readonly expectedCost?: number;
}

/** A schema that contains rules, and parts of the messages of the failures. */
export interface SchemaCase {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly oldObj?: unknown;
  readonly errors?: readonly string[];
}

/** The costs of a schema's rules by their expressions. */
export interface CostCase {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly expectCost: Readonly<Record<string, number>>;
}

/** The estimated cost of a rule, without and with size limits. */
export interface SizedCostCase {
  readonly name: string;
  readonly calc: SchemaNode;
  readonly expectedCalcCost?: number;
  readonly expectCalcCostExceedsLimit?: number;
  readonly set: SchemaNode;
  readonly expectedSetCost?: number;
}

/** The rules of one node, and the result of compiling each. */
export interface CompilationCase {
  readonly name: string;
  readonly input: SchemaNode;
  readonly unmodified?: boolean;
  readonly expectedResults: readonly {
    readonly noError?: boolean;
    readonly error?: string;
    readonly messageError?: string;
    readonly transition?: boolean;
  }[];
}

/** A failing rule, and the source of its message. */
export interface MessageCase {
  readonly name: string;
  readonly message?: string;
  readonly messageExpression: string;
  readonly costBudget: number;
  readonly perCallLimit?: number;
  readonly expectedValidationErr?: string;
  readonly expectedRemainingBudget?: number;
}

/** A rule with a reason and a path, and where it is reported. */
export interface ReasonCase {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly errors: readonly { readonly Type: string; readonly Field: string }[];
}

/** An update, and which errors are refused and tolerated. */
export interface RatchetingCase {
  readonly name: string;
  readonly schema: SchemaNode;
  readonly oldObj: unknown;
  readonly newObj: unknown;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly runtimeCostBudget?: number;
}

/** The cases by which upstream tests its own rules. */
export interface UpstreamCases {
  readonly expressions: readonly ExpressionCase[];
  readonly levels: readonly SchemaCase[];
  readonly runtimeCosts: readonly CostCase[];
  readonly estimatedCosts: readonly CostCase[];
  readonly sizedCosts: readonly SizedCostCase[];
  readonly compilation: readonly CompilationCase[];
  readonly messages: readonly MessageCase[];
  readonly reasons: readonly ReasonCase[];
  readonly ratcheting: readonly RatchetingCase[];
  readonly optionalOldSelf: readonly SchemaCase[];
}

/** The file with upstream's tables; without it the tests that use them are skipped. */
const file = process.env.ENGENHO_UPSTREAM_RULES;
if (file === undefined) console.warn("skipped: upstream's tables of rules (ENGENHO_UPSTREAM_RULES names no file)");

const none: UpstreamCases = {
  runtimeCosts: [],
  expressions: [],
  levels: [],
  estimatedCosts: [],
  sizedCosts: [],
  compilation: [],
  messages: [],
  reasons: [],
  ratcheting: [],
  optionalOldSelf: [],
};

export const hasUpstreamCases = file !== undefined;

/**
 * The tables of k8s.io/apiextensions-apiserver v0.34, pkg/apiserver/schema/cel: validation_test.go, compilation_test.go and
 * celcoststability_test.go, as JSON. They are upstream's, and not part of this repository. Without rules within allOf, which no
 * CustomResourceDefinition may have.
 */
export const upstreamCases: UpstreamCases = file === undefined ? none : JSON.parse(readFileSync(file, "utf8"));

/** A schema with one rule at its root. */
export function withRule(schema: SchemaNode, rule: string): SchemaNode {
  return { ...schema, "x-kubernetes-validations": [{ rule }] };
}
