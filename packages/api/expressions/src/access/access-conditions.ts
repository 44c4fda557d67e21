import { boolType, CelError, type Environment, type Evaluation, fromJson, type Program } from "@engenho/cel";
import { andThen, type GivesWay, type MaybePromise } from "@engenho/machinery";
import { Blocked } from "../admission/blocked.js";
import { evaluateProgram } from "../admission/evaluate.js";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { accessRequestType } from "./access-types.js";

/** A condition on the requests about which an authorization webhook is asked. */
export interface AccessCondition {
  /** As the user wrote it. */
  readonly source: string;
  /** Its program, or its error with upstream's message. */
  readonly program: Program | { readonly fault: string };
}

/** The conditions of an authorization webhook that can be evaluated. */
export type AccessConditions = readonly (AccessCondition & { readonly program: Program })[];

let environment: Environment | undefined;

/** Compiles a condition, whose variable `request` is the spec of a SubjectAccessReview of v1 (apiserver pkg/authorization/cel). */
export function compileAccessCondition(source: string): AccessCondition {
  environment ??= kubernetesExpressions().storedExpressions.extend({
    variables: new Map([["request", accessRequestType]]),
  });
  const failed = (fault: string): AccessCondition => ({ source, program: { fault } });
  const compilation = environment.compile(source);
  if (compilation.type === "failed") return failed(`compilation failed: ${compilation.message}`);
  const { expression } = compilation;
  if (!expression.type.equals(boolType)) return failed(`must evaluate to ${boolType} but got ${expression.type}`);
  const fault = kubernetesExpressions().literalPatternFault(expression);
  const program = fault === undefined ? environment.program(expression) : new CelError(fault);
  if (program instanceof CelError) return failed(`program instantiation failed: ${program.message}`);
  return { source, program };
}

/** Whether a condition can be evaluated. */
export function isAccessConditionValid(
  condition: AccessCondition,
): condition is AccessCondition & { readonly program: Program } {
  return !("fault" in condition.program);
}

/**
 * Whether all conditions hold for a request. A false one decides even if others fail; if none is false, a failure is thrown (or
 * rejected) as an Error with upstream's message (matcher.go: Eval).
 */
export function matchesAccess(conditions: AccessConditions, request: object, slice: GivesWay): MaybePromise<boolean> {
  const value = fromJson(request);
  const activation = { get: (name: string) => (name === "request" ? value : undefined) };
  const place = { activation, blocked: new Blocked() };
  const errors: string[] = [];
  const from = (index: number): MaybePromise<boolean> => {
    const condition = conditions[index];
    if (condition === undefined) {
      if (errors.length === 0) return true;
      throw new Error(errors.length === 1 ? errors[0] : `[${[...new Set(errors)].join(", ")}]`);
    }
    return andThen(evaluateProgram(condition.program, place, slice), (outcome) => {
      const result = resultOf(outcome);
      if (result === false) return false;
      if (result !== true) {
        errors.push(`cel evaluation error: expression '${condition.source}' resulted in error: ${result.message}`);
      }
      return from(index + 1);
    });
  };
  return from(0);
}

function resultOf(outcome: Evaluation): boolean | { readonly message: string } {
  if (outcome.type !== "value") return { message: outcome.message };
  return typeof outcome.value === "boolean" ? outcome.value : { message: "the result is no bool" };
}
