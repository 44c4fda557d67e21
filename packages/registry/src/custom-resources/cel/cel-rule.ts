import type { ValidationRule } from "@engenho/kinds";
import { loadCel } from "../engines.js";
import { hasName } from "./cel-has.js";
import { matchesName, registerKubernetesFunctions } from "./cel-library.js";
import { mentions, renameCalls } from "./cel-source.js";
import type { FunctionRegistry } from "./function-registry.js";

/** What a rule is told. */
export interface RuleInput {
  readonly self: unknown;
  /** Absent: there is no earlier value. */
  readonly oldSelf?: unknown;
}

/** How a rule ended. */
export type RuleOutcome =
  | { readonly type: "holds" }
  | { readonly type: "fails" }
  | { readonly type: "error"; readonly message: string };

/** One compiled rule of `x-kubernetes-validations`. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly usesOldSelf: boolean;
  evaluate(input: RuleInput): RuleOutcome;
  /** What to say when it fails: its messageExpression, its message, or the rule itself. */
  message(input: RuleInput): string;
}

type Expression = (context: Record<string, unknown>) => unknown;

const maxMessageLength = 5 * 1024;
/** Functions of the library that are replaced by others, by their names in expressions. */
const replaced: ReadonlyMap<string, string> = new Map([
  ["has", hasName],
  ["matches", matchesName],
]);

/** Compiles a rule. Throws Error when its expression cannot be read or does not check. */
export function compileRule(rule: ValidationRule): CompiledRule {
  const usesOldSelf = mentions(rule.rule, "oldSelf");
  const optional = rule.optionalOldSelf === true;
  const compile = (source: string) => compileExpression(source, environments()[optional ? "optional" : "plain"]);
  const holds = compile(rule.rule);
  const message = rule.messageExpression === undefined ? undefined : compile(rule.messageExpression);
  const contextOf = ({ self, oldSelf }: RuleInput) => {
    const old = optional ? optionalValue(oldSelf) : (oldSelf ?? null);
    return { self, oldSelf: old };
  };
  return {
    rule,
    usesOldSelf,
    evaluate(input) {
      try {
        return { type: holds(contextOf(input)) === true ? "holds" : "fails" };
      } catch (error) {
        return { type: "error", message: evaluationError(error, rule) };
      }
    },
    message: (input) => evaluateMessage(message, contextOf(input)) ?? defaultMessage(rule),
  };
}

type CelEnvironment = ReturnType<typeof buildEnvironment>;

function compileExpression(source: string, environment: CelEnvironment): Expression {
  const parsed = environment.parse(renameCalls(source, replaced));
  const check = parsed.check();
  if (!check.valid) throw new Error(firstLine(check.error), { cause: check.error });
  return parsed as Expression;
}

/** Environments by what `oldSelf` is in them. */
interface Environments {
  /** The earlier value itself. */
  readonly plain: CelEnvironment;
  /** An optional of it (`optionalOldSelf`). */
  readonly optional: CelEnvironment;
}

const built = new WeakMap<object, Environments>();

/** Two environments for all rules: to build one takes longer than to compile a rule. */
function environments(): Environments {
  const { Environment } = loadCel();
  const known = built.get(Environment);
  if (known !== undefined) return known;
  const made = { plain: buildEnvironment("dyn"), optional: buildEnvironment("optional") };
  built.set(Environment, made);
  return made;
}

function buildEnvironment(oldSelf: "dyn" | "optional") {
  const { Environment } = loadCel();
  const environment = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true });
  environment.registerVariable("self", "dyn");
  environment.registerVariable("oldSelf", oldSelf);
  registerKubernetesFunctions(environment as unknown as FunctionRegistry);
  return environment;
}

function optionalValue(value: unknown): unknown {
  const { Optional } = loadCel();
  return value === undefined ? Optional.none() : Optional.of(value);
}

function evaluateMessage(message: Expression | undefined, context: Record<string, unknown>): string | undefined {
  if (message === undefined) return undefined;
  try {
    const text = message(context);
    const trimmed = typeof text === "string" ? text.trim() : "";
    return trimmed === "" || trimmed.includes("\n") || trimmed.length > maxMessageLength ? undefined : trimmed;
  } catch {
    // A message that cannot be worked out must not hide that the rule has failed: the plain message is used.
    return undefined;
  }
}

function defaultMessage(rule: ValidationRule): string {
  const message = rule.message?.trim() ?? "";
  return message === "" ? `failed rule: ${rule.rule.trim()}` : message;
}

function evaluationError(error: unknown, rule: ValidationRule): string {
  const reason = firstLine(error);
  const shown = rule.message?.trim() || rule.rule.trim();
  if (reason.startsWith("no such overload")) {
    return `'${reason}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`;
  }
  return `${reason.replace(/^No such key/, "no such key")} evaluating rule: ${shown}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}
