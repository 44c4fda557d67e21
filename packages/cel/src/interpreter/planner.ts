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
import type { FunctionDeclaration } from "../environment/function.js";
import type { RegularExpressions } from "../environment/regular-expressions.js";
import { CelError } from "../values/error.js";
import { GrowingList } from "../values/growing-list.js";
import { GrowingMap } from "../values/growing-map.js";
import { CelList } from "../values/list.js";
import { listOf, mapOf } from "../values/make.js";
import { CelMap } from "../values/map.js";
import { CelOptional } from "../values/optional.js";
import type { CelResult, CelValue } from "../values/value.js";
import { Attribute, type Qualifier } from "./attribute.js";
import { listCreationCost, mapCreationCost, structCreationCost } from "./builtin-costs.js";
import { callCost, type MeterSources } from "./call-cost.js";
import { calleeOf, callStep } from "./calls.js";
import { comprehensionStep } from "./comprehension-step.js";
import { constantMembershipStep, equalityStep, logicalStep, membershipStep, optionalOrStep } from "./operators.js";
import { attributeOf, constant, type Plan, stepOf, steps, variable } from "./plan.js";
import type { Step } from "./run.js";

/** What planning needs of an environment. */
export interface PlannerInput {
  function(name: string): FunctionDeclaration | undefined;
  readonly meters: MeterSources;
  readonly presenceTestHasCost: boolean;
  readonly regularExpressions: RegularExpressions | undefined;
}

/** Makes an expression ready to run; an error where a part that is constant is one (cel-go, interpreter/planner.go). */
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

/** Functions whose calls on constants are constants. */
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
  /** How variables of comprehensions are read, the innermost of a name last. */
  readonly #locals = new Map<string, Step[]>();
  #slots = 0;

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
        return steps(equalityStep(args.map(stepOf), this.#cost(name, "equals"), false));
      case "_!=_":
        return steps(equalityStep(args.map(stepOf), this.#cost(name, "not_equals"), true));
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
    if (overload === "in_list" && container.type === "constant" && container.value instanceof CelList) {
      if (container.value.size === 0) return constant(false);
      const step = constantMembershipStep(stepOf(element), container.value);
      if (step !== undefined) return steps(step);
    }
    return steps(membershipStep(args.map(stepOf), this.#cost("@in", overload)));
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
    if (conversions.has(name) && args.length === 1 && first?.type === "constant") {
      return folded(callee.call([first.value]));
    }
    if (name === "matches") this.#checkPattern(args[1]);
    return steps(callStep(callee, args.map(stepOf), this.#cost(name, overload)));
  }

  #checkPattern(pattern: Plan | undefined): void {
    if (pattern?.type !== "constant" || typeof pattern.value !== "string") return;
    try {
      this.#input.regularExpressions?.compile(pattern.value);
    } catch (error) {
      throw new PlanFailure(new CelError(error instanceof Error ? error.message : String(error)));
    }
  }

  #list({ elements, optionals }: ListLiteral): Plan {
    const plans = elements.map((element) => this.plan(element));
    if (optionals.size === 0 && plans.every((part) => part.type === "constant")) {
      return constant(listOf(plans.map((part) => (part as ConstantPlan).value)));
    }
    const parts = plans.map(stepOf);
    return steps((run) => {
      const values: CelValue[] = [];
      let wrong: CelError | undefined;
      for (let at = 0; at < parts.length && wrong === undefined; at++) {
        const value = (parts[at] as Step)(run);
        if (value instanceof CelError) wrong = value;
        else if (!optionals.has(at)) values.push(value);
        else if (!(value instanceof CelOptional)) wrong = notOptional("list element", value);
        else if (value.value !== undefined) values.push(value.value);
      }
      run.charge(listCreationCost);
      return wrong ?? listOf(values);
    });
  }

  #map({ entries }: MapLiteral): Plan {
    const plans = entries.map(({ key, value, optional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      optional,
    }));
    if (plans.every(({ key, value, optional }) => !optional && key.type === "constant" && value.type === "constant")) {
      return constant(
        mapOf(plans.map(({ key, value }) => [(key as ConstantPlan).value, (value as ConstantPlan).value])),
      );
    }
    const parts = plans.map(({ key, value, optional }) => ({ key: stepOf(key), value: stepOf(value), optional }));
    return steps((run) => {
      const made: (readonly [CelValue, CelValue])[] = [];
      let wrong: CelError | undefined;
      for (const part of parts) {
        const key = part.key(run);
        const value = key instanceof CelError ? key : part.value(run);
        if (key instanceof CelError || value instanceof CelError) wrong = value as CelError;
        else if (!part.optional) made.push([key, value]);
        else if (!(value instanceof CelOptional)) wrong = notOptional(`entry '${String(key)}'`, value);
        else if (value.value !== undefined) made.push([key, value.value]);
        if (wrong !== undefined) break;
      }
      run.charge(mapCreationCost);
      return wrong ?? mapOf(made);
    });
  }

  #struct({ fields, typeName }: StructLiteral): Plan {
    const parts = fields.map(({ value }) => this.#step(value));
    const error = new CelError(`unknown type: ${typeName}`);
    return steps((run) => {
      const wrong = parts.map((part) => part(run)).find((value) => value instanceof CelError);
      run.charge(structCreationCost);
      return wrong ?? error;
    });
  }

  #comprehension(node: Comprehension): Plan {
    const init = this.plan(node.init);
    const range = this.#step(node.range);
    const accumulator = this.#slots++;
    this.#bind(
      node.accumulator,
      init.type === "constant" ? readLocal(accumulator) : readLazily(accumulator, stepOf(init)),
    );
    const first = this.#slots++;
    const second = node.variable2 === undefined ? undefined : this.#slots++;
    this.#bind(node.variable, readLocal(first));
    if (node.variable2 !== undefined) this.#bind(node.variable2, readLocal(second as number));
    const condition = this.#step(node.condition);
    const step = this.#step(node.step);
    if (node.variable2 !== undefined) this.#unbind(node.variable2);
    this.#unbind(node.variable);
    const result = this.#step(node.result);
    this.#unbind(node.accumulator);
    return steps(
      comprehensionStep({
        range,
        variable: first,
        variable2: second,
        accumulator,
        init: init.type === "constant" ? accumulatorOf(init.value) : undefined,
        condition,
        step,
        result,
      }),
    );
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

type ConstantPlan = Extract<Plan, { type: "constant" }>;

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

/** An accumulator that begins with what has to be evaluated is evaluated when it is asked for. */
function readLazily(slot: number, init: Step): Step {
  return (run) => {
    const known = run.locals[slot];
    if (known !== undefined) return known;
    const value = init(run);
    run.locals[slot] = value;
    return value;
  };
}

function accumulatorOf(value: CelValue): () => CelResult {
  if (value instanceof CelList && value.size === 0) return () => new GrowingList();
  if (value instanceof CelMap && value.size === 0) return () => new GrowingMap();
  return () => value;
}

function notOptional(what: string, value: CelValue): CelError {
  return new CelError(`cannot initialize optional ${what} from non-optional value ${String(value)}`);
}
