import { errorMessage } from "@engenho/core";
import type { CheckedExpression, Reference } from "../ast/checked-expression.js";
import type {
  Call,
  Comprehension,
  Expression,
  ListLiteral,
  MapLiteral,
  Select,
  StructLiteral,
} from "../ast/expression.js";
import { withoutDot } from "../ast/qualified-name.js";
import type { FunctionDeclaration } from "../library/function.js";
import type { RegularExpressions } from "../library/regular-expressions.js";
import type { StructDeclaration } from "../library/struct.js";
import { CelError } from "../values/error.js";
import { GrowingList } from "../values/growing-list.js";
import { GrowingMap } from "../values/growing-map.js";
import { CelList } from "../values/list.js";
import { listOf, mapOf } from "../values/make.js";
import type { CelResult, CelValue } from "../values/value.js";
import { listStep, mapStep, structStep } from "./aggregate-steps.js";
import { Attribute, type Qualifier } from "./attribute.js";
import { callCost, type MeterSources } from "./call-cost.js";
import { calleeOf, callStep } from "./calls.js";
import { comprehensionStep } from "./comprehension-step.js";
import { constantMembershipStep, equalityStep, logicalStep, membershipStep, optionalOrStep } from "./operators.js";
import { attributeOf, constant, type Plan, stepOf, steps, variable } from "./plan.js";
import { keyFault } from "./qualify.js";
import { onceStep, recordedStep } from "./recorded-step.js";
import { Run, type Step } from "./run.js";

/** What planning needs from an environment. */
export interface PlannerInput {
  function(name: string): FunctionDeclaration | undefined;
  struct(name: string): StructDeclaration | undefined;
  readonly meters: MeterSources;
  readonly presenceTestHasCost: boolean;
  readonly foldConstants: boolean;
  readonly regularExpressions: RegularExpressions | undefined;
  /** Whether the plan is for pausable evaluation, which records the results of calls and comprehensions. */
  readonly inPieces: boolean;
}

/**
 * Plans an expression for evaluation; an error if a constant subexpression evaluates to one (cel-go, interpreter/planner.go).
 */
export function plan(expression: CheckedExpression, input: PlannerInput): Step | CelError {
  try {
    return stepOf(new Planner(expression, input).plan(expression.root));
  } catch (error) {
    if (error instanceof PlanFailure) return error.error;
    throw error;
  }
}

/** Thrown when a constant part of an expression is an error. */
class PlanFailure {
  readonly error: CelError;

  constructor(error: CelError) {
    this.error = error;
  }
}

/** Functions whose calls with constant arguments are folded. */
const conversions = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "dyn",
  "int",
  "string",
  "timestamp",
  "type",
  "uint",
]);

class Planner {
  readonly #expression: CheckedExpression;
  readonly #input: PlannerInput;
  /** The steps that read comprehension variables, for each name the innermost last. */
  readonly #locals = new Map<string, Step[]>();
  #slots = 0;
  /** The number of marks: parts of the expression for which a pausable evaluation records something. */
  #marks = 0;

  constructor(expression: CheckedExpression, input: PlannerInput) {
    this.#expression = expression;
    this.#input = input;
  }

  plan(node: Expression): Plan {
    switch (node.kind) {
      case "literal":
        return constant(node.value);
      case "identifier":
        return this.#name(this.#referenceOf(node.id), node.name);
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        return this.#struct(node);
      default:
        return this.#comprehension(node);
    }
  }

  #step(node: Expression): Step {
    return stepOf(this.plan(node));
  }

  /** A plan for a step that may take long. */
  #recorded(step: Step, mark = this.#marks++): Plan {
    return steps(this.#input.inPieces ? recordedStep(mark, step) : step);
  }

  #referenceOf(id: number): Reference | undefined {
    return this.#expression.references.get(id);
  }

  #name(reference: Reference | undefined, written: string): Plan {
    if (reference?.value !== undefined) return constant(reference.value);
    const name = reference?.name ?? withoutDot(written);
    const local = this.#locals.get(name)?.at(-1);
    if (local !== undefined) return variable(local);
    const missing = new CelError(`no such attribute(s): ${name}`);
    return variable((run) => {
      const value = run.activation.get(name);
      return value === undefined ? missing : value;
    });
  }

  #select(node: Select): Plan {
    const reference = this.#referenceOf(node.id);
    if (reference !== undefined) return this.#name(reference, "");
    const attribute = attributeOf(this.plan(node.operand));
    attribute.add(fixedQualifier(node.field, { isOptional: false, isTest: node.testOnly }));
    if (node.testOnly) attribute.test(this.#input.presenceTestHasCost ? 1 : 0);
    return { type: "attribute", attribute };
  }

  #call(node: Call): Plan {
    const reference = this.#referenceOf(node.id);
    const name = reference?.function ?? withoutDot(node.function);
    const overloads = reference?.overloads ?? [];
    const overload = overloads.length === 1 ? (overloads[0] as string) : "";
    const isNamespaced = node.target !== undefined && name !== node.function;
    const nodes = node.target === undefined || isNamespaced ? node.args : [node.target, ...node.args];
    const args = nodes.map((argument) => this.plan(argument));
    switch (name) {
      case "_&&_":
        return steps(logicalStep(args.map(stepOf), false));
      case "_||_":
        return steps(logicalStep(args.map(stepOf), true));
      case "_?_:_":
        return choice(args);
      case "_==_":
        return this.#recorded(equalityStep(args.map(stepOf), this.#cost(name, "equals"), false));
      case "_!=_":
        return this.#recorded(equalityStep(args.map(stepOf), this.#cost(name, "not_equals"), true));
      case "_[_]":
        return index(args, false);
      case "_?._":
      case "_[?_]":
        return index(args, true);
      case "@in":
        return this.#membership(args, overload);
      default:
        return this.#functionCall({ name, overload, args });
    }
  }

  #cost(name: string, overload: string) {
    return callCost(name, overload, this.#input.meters);
  }

  #membership(args: readonly Plan[], overload: string): Plan {
    const [element, container] = args as readonly [Plan, Plan];
    if (
      this.#input.foldConstants &&
      overload === "in_list" &&
      container.type === "constant" &&
      container.value instanceof CelList
    ) {
      if (container.value.size === 0) return constant(false);
      const step = constantMembershipStep(stepOf(element), container.value);
      if (step !== undefined) return steps(step);
    }
    return this.#recorded(membershipStep(args.map(stepOf), this.#cost("@in", overload)));
  }

  #functionCall({ name, overload, args }: FunctionCall): Plan {
    if (name === "or" && (overload === "" || overload === "optional_or_optional")) {
      return steps(optionalOrStep(args.map(stepOf), false));
    }
    if (name === "orValue" && (overload === "" || overload === "optional_orValue_value")) {
      return steps(optionalOrStep(args.map(stepOf), true));
    }
    const declaration = this.#input.function(name);
    if (declaration === undefined) throw new PlanFailure(new CelError(`no such overload: ${name}`));
    const callee = calleeOf(declaration, overload, args.length);
    const [first] = args;
    if (this.#input.foldConstants && conversions.has(name) && args.length === 1 && first?.type === "constant") {
      return folded(callee.call([first.value], new Run(noVariables, Number.POSITIVE_INFINITY)));
    }
    if (this.#input.foldConstants && name === "matches") this.#checkPattern(args[1]);
    return this.#recorded(callStep(callee, args.map(stepOf), this.#cost(name, overload)));
  }

  #checkPattern(pattern: Plan | undefined): void {
    if (pattern?.type !== "constant" || typeof pattern.value !== "string") return;
    try {
      this.#input.regularExpressions?.compile(pattern.value);
    } catch (error) {
      throw new PlanFailure(new CelError(errorMessage(error)));
    }
  }

  #list({ elements, optionals }: ListLiteral): Plan {
    const plans = elements.map((element) => this.plan(element));
    const values = optionals.size === 0 ? this.#constants(plans) : undefined;
    return values === undefined ? steps(listStep(plans.map(stepOf), optionals)) : constant(listOf(values));
  }

  #map({ entries }: MapLiteral): Plan {
    const keys = entries.map(({ key }) => this.plan(key));
    const values = entries.map(({ value }) => this.plan(value));
    const hasOptionals = entries.some(({ optional }) => optional);
    const constantKeys = hasOptionals ? undefined : this.#constants(keys);
    const constantValues = this.#constants(values);
    if (constantKeys !== undefined && constantValues !== undefined) {
      return constant(mapOf(constantKeys.map((key, at) => [key, constantValues[at] as CelValue])));
    }
    const parts = entries.map(({ optional }, at) => ({
      key: stepOf(keys[at] as Plan),
      value: stepOf(values[at] as Plan),
      optional,
    }));
    return steps(mapStep(parts));
  }

  /** The values of plans if all are constant; undefined otherwise. */
  #constants(plans: readonly Plan[]): readonly CelValue[] | undefined {
    if (!this.#input.foldConstants) return undefined;
    const constants = plans.filter((part) => part.type === "constant");
    return constants.length === plans.length ? constants.map(({ value }) => value) : undefined;
  }

  #struct({ id, fields, typeName }: StructLiteral): Plan {
    const struct = this.#input.struct(this.#referenceOf(id)?.name ?? typeName);
    const create = (made: ReadonlyMap<string, CelValue>) =>
      struct?.create(made) ?? new CelError(`unknown type: ${typeName}`);
    const parts = fields.map(({ name, value, optional }) => ({ name, value: this.#step(value), optional }));
    return steps(structStep(parts, create));
  }

  #comprehension(node: Comprehension): Plan {
    const init = this.plan(node.init);
    const range = this.#step(node.range);
    const accumulator = this.#slots++;
    const begin = init.type === "constant" ? accumulatorOf(node.init, init.value) : undefined;
    this.#bind(
      node.accumulator,
      begin === undefined ? this.#lazily(accumulator, stepOf(init), node.init) : readLocal(accumulator),
    );
    const variable = this.#slots++;
    const variable2 = node.variable2 === undefined ? undefined : this.#slots++;
    this.#bind(node.variable, readLocal(variable));
    if (node.variable2 !== undefined) this.#bind(node.variable2, readLocal(variable2 as number));
    const from = this.#marks;
    const condition = this.#step(node.condition);
    const step = this.#step(node.step);
    if (node.variable2 !== undefined) this.#unbind(node.variable2);
    this.#unbind(node.variable);
    const result = this.#step(node.result);
    this.#unbind(node.accumulator);
    const inner = { from, to: this.#marks };
    const mark = this.#marks++;
    const parts = { range, variable, variable2, accumulator, init: begin, condition, step, result, mark, inner };
    return this.#recorded(comprehensionStep(parts), mark);
  }

  #lazily(slot: number, init: Step, node: Expression): Step {
    const begun: Step = (run) => {
      const value = init(run);
      return value instanceof CelError ? value : accumulatorOf(node, value)();
    };
    return lazyStep(slot, this.#input.inPieces ? onceStep(this.#marks++, begun) : begun);
  }

  #bind(name: string, read: Step): void {
    const bound = this.#locals.get(name);
    if (bound === undefined) this.#locals.set(name, [read]);
    else bound.push(read);
  }

  #unbind(name: string): void {
    this.#locals.get(name)?.pop();
  }
}

const noVariables = { get: () => undefined };

interface FunctionCall {
  readonly name: string;
  readonly overload: string;
  readonly args: readonly Plan[];
}

function choice(args: readonly Plan[]): Plan {
  const [condition, whenTrue, whenFalse] = args as readonly [Plan, Plan, Plan];
  const attribute = Attribute.choice(stepOf(condition), attributeOf(whenTrue), attributeOf(whenFalse));
  return { type: "attribute", attribute };
}

function index(args: readonly Plan[], isOptional: boolean): Plan {
  const [operand, key] = args as readonly [Plan, Plan];
  const fault = key.type === "constant" ? keyFault(key.value) : undefined;
  if (fault !== undefined) throw new PlanFailure(fault);
  const attribute = attributeOf(operand);
  attribute.add(
    key.type === "constant"
      ? fixedQualifier(key.value, { isOptional, isTest: false })
      : { key: attributeOf(key).resolver(), isOptional, isTest: false },
  );
  return { type: "attribute", attribute };
}

function fixedQualifier(value: CelValue, kind: Pick<Qualifier, "isOptional" | "isTest">): Qualifier {
  return { ...kind, constant: value, key: () => value };
}

function folded(value: CelResult): Plan {
  if (value instanceof CelError) throw new PlanFailure(value);
  return constant(value);
}

function readLocal(slot: number): Step {
  return (run) => run.locals[slot] as CelResult;
}

/** An accumulator whose initial value is not constant is evaluated on first use. */
function lazyStep(slot: number, begin: Step): Step {
  return (run) => {
    const known = run.locals[slot];
    if (known !== undefined) return known;
    const begun = begin(run);
    run.locals[slot] = begun;
    return begun;
  };
}

/** Creates a comprehension's initial accumulator: empty list and map literals become growable. */
function accumulatorOf(node: Expression, value: CelValue): () => CelValue {
  if (node.kind === "list" && node.elements.length === 0) return () => new GrowingList();
  if (node.kind === "map" && node.entries.length === 0) return () => new GrowingMap();
  return () => value;
}
