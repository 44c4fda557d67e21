import type { SchemaNode } from "@engenho/machinery";
import { readCases } from "../../../../../tests/upstream/read-cases.js";

/** A schema and an object to validate, with rules that hold and rules that fail. */
export interface ExpressionCase {
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
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly oldObj?: unknown;
  readonly errors?: readonly string[];
}

/** The estimated costs of a schema's rules by their expressions. */
export interface EstimateCase {
  readonly schema: SchemaNode;
  readonly expectCost: Readonly<Record<string, number>>;
}

/** The costs of the rules for an object. */
export interface CostCase extends EstimateCase {
  readonly obj: unknown;
}

/** The estimated cost of a rule, without and with size limits. */
export interface SizedCostCase {
  readonly calc: SchemaNode;
  readonly expectedCalcCost?: number;
  readonly expectCalcCostExceedsLimit?: number;
  readonly set: SchemaNode;
  readonly expectedSetCost?: number;
}

/** The rules of one node, and the result of compiling each. */
export interface CompilationCase {
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
  readonly message?: string;
  readonly messageExpression: string;
  readonly costBudget: number;
  readonly expectedValidationErr?: string;
  readonly expectedRemainingBudget?: number;
}

/** A rule with a reason and a path, and where it is reported. */
export interface ReasonCase {
  readonly schema: SchemaNode;
  readonly obj: unknown;
  readonly errors: readonly { readonly Type: string; readonly Field: string }[];
}

/** An update, and which errors are refused and tolerated. */
export interface RatchetingCase {
  readonly schema: SchemaNode;
  readonly oldObj: unknown;
  readonly newObj: unknown;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly runtimeCostBudget?: number;
}

/** The cases by which upstream tests its own rules, by the name of their table. */
interface Tables {
  readonly expressions: ExpressionCase;
  readonly levels: SchemaCase;
  readonly runtimeCosts: CostCase;
  readonly estimatedCosts: EstimateCase;
  readonly sizedCosts: SizedCostCase;
  readonly compilation: CompilationCase;
  readonly messages: MessageCase;
  readonly reasons: ReasonCase;
  readonly ratcheting: RatchetingCase;
  readonly optionalOldSelf: SchemaCase;
}

const cases = readCases<{ readonly table: keyof Tables }>("rules.jsonl");

/** One of the tables, in upstream's order. */
export function upstreamCases<Table extends keyof Tables>(table: Table): readonly Tables[Table][] {
  return cases.filter((one): one is typeof one & Tables[Table] => one.table === table);
}

/** A schema with one rule at its root. */
export function withRule(schema: SchemaNode, rule: string): SchemaNode {
  return { ...schema, "x-kubernetes-validations": [{ rule }] };
}
