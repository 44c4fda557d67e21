import {
  type Activation,
  CelError,
  CelOptional,
  type CelResult,
  type Evaluation,
  type PausedEvaluation,
  type Program,
} from "@engenho/cel";
import {
  type Causes,
  delegated,
  followed,
  type LongWork,
  type MaybeWork,
  type Meter,
  type SchemaNode,
  type ValidationRule,
} from "@engenho/machinery";
import type { CompiledRule, RuleList } from "./compiled-rule.js";
import { inOrder } from "./in-order.js";
import { longestMessageBytes, perCallLimit } from "./limits.js";
import { schemaValue } from "./schema-values.js";

/** The rules of one schema node. */
export interface RuleNode {
  /** The node's type, which causes show instead of the value. */
  readonly type: string;
  /** The node as rules see its values. */
  readonly seen: SchemaNode;
  /** undefined: expressions cannot see values of the node. */
  rules(): RuleList | undefined;
}

/** A value, its old value, and its path. */
export interface Evaluated {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
  /** Whether failures are tolerated because the value is unchanged. */
  isUnchanged(): boolean;
}

const noBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

/** Collects failures, limits the cost, and determines when to yield. */
export interface RuleProgress {
  readonly causes: Causes;
  readonly ratcheted: Causes;
  readonly budget: number;
  readonly meter: Meter;
}

/**
 * Validates a value with the rules of its node (schema/cel/validation.go: validateExpressions). Returns the remaining budget;
 * negative: stop validation.
 */
export function evaluateRules(
  { type, seen, rules }: RuleNode,
  { value, old, path, isUnchanged }: Evaluated,
  progress: RuleProgress,
): MaybeWork<number> {
  const { causes, budget } = progress;
  const compiled = rules();
  const field = path === "" ? "<nil>" : path;
  const invalid = (detail: string) => causes.invalid(field, type, detail);
  if (compiled === undefined) {
    invalid("rule compiler initialization error: failed to convert to declType for CEL validation rules");
    return budget;
  }
  if (budget <= 0) {
    invalid(noBudget);
    return -1;
  }
  const hasOld = old !== null && old !== undefined;
  const variables = activations(schemaValue(value, seen), hasOld ? schemaValue(old, seen) : undefined);
  const checks = { variables, type, path, hasOld, isUnchanged, progress };
  return inOrder(compiled.length, budget, (at, left) => {
    const rule = compiled.compiled(at);
    if (rule !== undefined) return checkRule(rule, checks, left);
    const isDue = progress.meter.isDueAfter(unitsPerCompilation) || compiled.isLong(at);
    return isDue ? checkAfterTurn(compiled, at, { checks, left }) : checkRule(compiled.at(at), checks, left);
  });
}

/** The work of compiling a rule: see Meter. */
const unitsPerCompilation = 1_700;

function* checkAfterTurn(
  rules: RuleList,
  at: number,
  { checks, left }: { readonly checks: ValueChecks; readonly left: number },
): LongWork<number> {
  yield;
  return yield* delegated(checkRule(yield* rules.compile(at), checks, left));
}

/** What the rules of one value share. */
interface ValueChecks extends Pick<Evaluated, "path" | "isUnchanged"> {
  readonly variables: ReturnType<typeof activations>;
  readonly type: string;
  readonly hasOld: boolean;
  readonly progress: RuleProgress;
}

function checkRule(rule: CompiledRule, checks: ValueChecks, budget: number): MaybeWork<number> {
  const { variables, type, path, hasOld, progress } = checks;
  const field = path === "" ? "<nil>" : path;
  if (rule.error !== undefined) {
    progress.causes.invalid(field, type, `rule compile error: ${rule.error}`);
    return budget;
  }
  if (rule.program === undefined) return budget;
  const optional = rule.rule.optionalOldSelf === true;
  if (rule.usesOldSelf && !hasOld && !optional) return budget;
  const outcome = evaluated(rule.program, optional ? variables.optional : variables.plain);
  return followed(outcome, (ended) => {
    const left = judge(ended, rule, { checks, budget });
    return progress.meter.isDueAfter(ended.cost + unitsPerRule) ? afterTurn(left) : left;
  });
}

function* afterTurn<T>(work: MaybeWork<T>): LongWork<T> {
  yield;
  return yield* delegated(work);
}

/** The work of a rule in addition to its cost: see Meter. */
const unitsPerRule = 20;

const limits = { costLimit: perCallLimit };

function evaluated(program: Program, activation: Activation): MaybeWork<Evaluation> {
  const outcome = program.evaluatePausable(activation, limits);
  return outcome.type === "paused" ? resumed(outcome) : outcome;
}

function* resumed(paused: PausedEvaluation): LongWork<Evaluation> {
  let outcome: Evaluation | PausedEvaluation = paused;
  while (outcome.type === "paused") {
    yield;
    outcome = outcome.resume();
  }
  return outcome;
}

function judge(
  outcome: Evaluation,
  rule: CompiledRule,
  { checks, budget }: { readonly checks: ValueChecks; readonly budget: number },
): MaybeWork<number> {
  const { variables, type, path, isUnchanged, progress } = checks;
  const { causes, ratcheted } = progress;
  const field = path === "" ? "<nil>" : path;
  const invalid = (detail: string) => causes.invalid(field, type, detail);
  if (outcome.cost > budget) {
    invalid(noBudget);
    return -1;
  }
  const left = budget - outcome.cost;
  if (outcome.type === "costLimitExceeded") {
    const told = `'${outcome.message}': no further validation rules will be run due to call cost exceeds limit for rule: `;
    invalid(`${told}${shownRule(rule.rule)}`);
    return -1;
  }
  if (outcome.type === "error") {
    invalid(evaluationError(outcome.message, rule.rule));
    return left;
  }
  if (outcome.value === true) return left;
  const target = !rule.usesOldSelf && isUnchanged() ? ratcheted : causes;
  const at = rule.fieldPath === undefined ? field : path === "" ? rule.fieldPath : `${path}.${rule.fieldPath}`;
  const report = (detail: string, reason: string | undefined) =>
    reportFailure({ field: at, type, detail, reason }, target);
  if (rule.messageProgram === undefined) {
    report(messageOf(rule.rule), rule.rule.reason);
    return left;
  }
  return followed(evaluated(rule.messageProgram, variables.plain), (answered) => {
    const message = evaluateMessage(answered, left, rule.rule);
    if (message.type === "stopped") {
      report(message.detail, undefined);
      return -1;
    }
    report(message.type === "text" ? message.text : messageOf(rule.rule), rule.rule.reason);
    return message.left;
  });
}

/** The variables of rules, and of rules with `optionalOldSelf`. */
function activations(
  self: CelResult,
  oldSelf: CelResult | undefined,
): { readonly plain: Activation; readonly optional: Activation } {
  const named = (old: CelResult | undefined): Activation => ({
    get: (name) => (name === "self" ? self : name === "oldSelf" ? old : undefined),
  });
  if (oldSelf instanceof CelError) return { plain: named(oldSelf), optional: named(oldSelf) };
  return {
    plain: named(oldSelf),
    optional: named(oldSelf === undefined ? CelOptional.none : new CelOptional(oldSelf)),
  };
}

function evaluationError(message: string, rule: ValidationRule): string {
  return message.startsWith("no such overload")
    ? `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${shownRule(rule)}`
    : `${message} evaluating rule: ${shownRule(rule)}`;
}

type Message =
  | { readonly type: "text"; readonly text: string; readonly left: number }
  /** It could not be computed: the rule's message is used. */
  | { readonly type: "none"; readonly left: number }
  | { readonly type: "stopped"; readonly detail: string };

function evaluateMessage(outcome: Evaluation, budget: number, { messageExpression = "" }: ValidationRule): Message {
  if (outcome.cost > budget) {
    const detail =
      "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
    return { type: "stopped", detail };
  }
  if (outcome.type === "costLimitExceeded") {
    const told = "no further validation rules will be run due to call cost exceeds limit for messageExpression: ";
    return { type: "stopped", detail: `${told}${JSON.stringify(messageExpression)}` };
  }
  const left = budget - outcome.cost;
  if (outcome.type === "error" || typeof outcome.value !== "string") return { type: "none", left };
  const text = outcome.value.trim();
  const isTooLong = new TextEncoder().encode(text).length > longestMessageBytes;
  return text === "" || text.includes("\n") || isTooLong ? { type: "none", left } : { type: "text", text, left };
}

function messageOf(rule: ValidationRule): string {
  return (rule.message ?? "") === "" ? `failed rule: ${shownRule(rule)}` : (rule.message ?? "").trim();
}

function shownRule({ rule, message = "" }: ValidationRule): string {
  return (message === "" ? rule : message).trim();
}

function reportFailure(
  {
    field,
    type,
    detail,
    reason,
  }: { readonly field: string; readonly type: string; readonly detail: string; readonly reason: string | undefined },
  causes: Causes,
): void {
  switch (reason) {
    case "FieldValueForbidden":
      causes.forbidden(field, detail);
      return;
    case "FieldValueRequired":
      causes.required(field, detail);
      return;
    case "FieldValueDuplicate":
      causes.duplicate(field, type);
      return;
    default:
      causes.invalid(field, type, detail);
  }
}
