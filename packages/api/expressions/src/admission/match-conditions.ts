import { boolType } from "@engenho/cel";
import { andThen, type GivesWay, type LongWork, type MaybePromise } from "@engenho/machinery";
import { AdmissionCompiler, type CompiledExpression, isExpressionError, type OptionalVariables } from "./compiler.js";
import { type ExpressionResults, evaluateAll, matchConditionBudget } from "./evaluate-all.js";
import type { ExpressionInput } from "./expression-input.js";

/** A condition of a webhook or a policy. */
export interface SentMatchCondition {
  /** A qualified name. */
  readonly name: string;
  /** A CEL expression that evaluates to a bool. */
  readonly expression: string;
}

/** Whether a request is to be handled. */
export type MatchResult =
  | { readonly type: "matches" }
  /** `condition` is the name of the condition that is false; undefined: none could be evaluated, and failures are ignored. */
  | { readonly type: "excluded"; readonly condition?: string | undefined }
  /** Conditions could not be evaluated, and failures are not ignored. `message` is upstream's. */
  | { readonly type: "failed"; readonly message: string };

/** The match conditions of a webhook or a policy, compiled. */
export interface MatchConditions {
  /** As they were sent, in order. */
  readonly conditions: readonly SentMatchCondition[];
  /** Their expressions, at the same positions. */
  readonly compiled: readonly CompiledExpression[];
}

/** Match conditions of webhooks have no parameters. */
const ofWebhooks: OptionalVariables = { params: false, authorizer: true };

/** Compiles stored match conditions. Without `compiler` they are those of a webhook. */
export function* compileMatchConditions(
  conditions: readonly SentMatchCondition[],
  {
    compiler = new AdmissionCompiler({ composes: false }),
    variables = ofWebhooks,
  }: {
    readonly compiler?: AdmissionCompiler;
    readonly variables?: OptionalVariables;
  } = {},
): LongWork<MatchConditions> {
  const options = { returns: [boolType], variables, age: "stored" } as const;
  const compiled: CompiledExpression[] = [];
  for (const { expression } of conditions) compiled.push(yield* compiler.compile(expression, options));
  return { conditions, compiled };
}

/**
 * The error of a new match condition of a webhook, with upstream's message; undefined if it is valid. `age`: whether
 * the stored object already has it.
 */
export function* matchConditionFault(
  expression: string,
  {
    variables = ofWebhooks,
    age = "new",
  }: { readonly variables?: OptionalVariables; readonly age?: "new" | "stored" } = {},
): LongWork<string | undefined> {
  const compiler = new AdmissionCompiler({ composes: false });
  const { program } = yield* compiler.compile(expression, { returns: [boolType], variables, age });
  return isExpressionError(program) ? program.detail : undefined;
}

/**
 * Whether all conditions hold (webhook/matchconditions/matcher.go). A false one excludes the request, even if others
 * fail.
 */
export function matchRequest(
  { conditions, compiled }: MatchConditions,
  input: ExpressionInput,
  { ignoresFailures, slice }: { readonly ignoresFailures: boolean; readonly slice: GivesWay },
): MaybePromise<MatchResult> {
  if (compiled.length === 0) return { type: "matches" };
  const failed = (messages: readonly string[]): MatchResult =>
    ignoresFailures ? { type: "excluded" } : { type: "failed", message: aggregated(messages) };
  const judge = (outcome: ExpressionResults): MatchResult => {
    if (outcome.type === "stopped") return failed([outcome.message]);
    const messages: string[] = [];
    for (const [index, result] of outcome.results.entries()) {
      if (result?.type === "error") messages.push(result.message);
      else if (result?.value === false) return { type: "excluded", condition: conditions[index]?.name };
    }
    return messages.length > 0 ? failed(messages) : { type: "matches" };
  };
  return andThen(evaluateAll(compiled, input, { budget: matchConditionBudget, slice }), judge);
}

/** Upstream: utilerrors.NewAggregate. */
function aggregated(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(", ")}]`;
}
