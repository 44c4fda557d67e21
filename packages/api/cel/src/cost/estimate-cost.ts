import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Call, Comprehension, Expression, ListLiteral, MapLiteral, Select } from "../ast/expression.js";
import {
  type CallEstimate,
  type CostEstimator,
  type Estimate,
  type EstimatedCall,
  unbounded,
} from "../library/estimates.js";
import type { Library } from "../library/library.js";
import { accumulatorName } from "../parser/expression-factory.js";
import { listCreationCost, mapCreationCost, structCreationCost } from "./builtin-costs.js";
import { builtinEstimate } from "./builtin-estimates.js";
import { unionOfEntries } from "./entry-sizes.js";
import { add, fixed, multiply, sum, union, zero } from "./ranges.js";
import { SizeTracker } from "./size-tracker.js";

/** What a cost estimate depends on. */
export interface EstimateInput {
  readonly estimator: CostEstimator;
  readonly callEstimates: NonNullable<Library["callEstimates"]>;
  readonly presenceTestHasCost: boolean;
}

/** The estimated range of an expression's cost (cel-go, checker/cost.go). */
export function estimateCost(expression: CheckedExpression, input: EstimateInput): Estimate {
  return new Coster(expression, input).cost(expression.root);
}

const one = fixed(1);
const noRange: Estimate = { min: unbounded, max: 0 };

class Coster {
  readonly #expression: CheckedExpression;
  readonly #input: EstimateInput;
  readonly #sizes: SizeTracker;

  constructor(expression: CheckedExpression, input: EstimateInput) {
    this.#expression = expression;
    this.#input = input;
    this.#sizes = new SizeTracker(expression, input.estimator);
  }

  cost(node: Expression): Estimate {
    switch (node.kind) {
      case "literal":
        return zero;
      case "identifier":
        return this.#name(node);
      case "select":
        return this.#sizes.nameOf(node) === undefined ? this.#select(node) : this.#name(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        return add(sum(node.fields.map(({ value }) => this.cost(value))), fixed(structCreationCost));
      default:
        return isBinding(node) ? this.#binding(node) : this.#comprehension(node);
    }
  }

  #name(node: Expression): Estimate {
    this.#sizes.setPath(node, this.#sizes.local(node)?.path ?? [this.#sizes.nameOf(node) as string]);
    return one;
  }

  #select(node: Select): Estimate {
    const operand = this.cost(node.operand);
    if (node.testOnly) return add(fixed(this.#input.presenceTestHasCost ? 1 : 0), operand);
    this.#sizes.setPath(node, [...this.#sizes.pathOf(node.operand), node.field]);
    const { kind } = this.#sizes.typeOf(node.operand);
    return kind === "map" || kind === "struct" || kind === "typeParam" ? add(operand, one) : operand;
  }

  #call(node: Call): Estimate {
    const reference = this.#expression.references.get(node.id);
    const name = reference?.function ?? node.function;
    if (name === "dyn" && node.args[0] !== undefined) {
      const cost = this.cost(node.args[0]);
      this.#sizes.copySizes(node, node.args[0]);
      return add(one, cost);
    }
    const costs = node.args.map((argument) => this.cost(argument));
    const args = node.args.map((argument) => this.#sizes.describe(argument));
    const overloads = reference?.overloads ?? [];
    if (overloads.length === 0) return zero;
    const isMember = node.target !== undefined && name === node.function;
    const targetNode = isMember ? node.target : undefined;
    const targetCost = targetNode === undefined ? zero : this.cost(targetNode);
    const target = targetNode === undefined ? undefined : this.#sizes.describe(targetNode);
    let cost = noRange;
    let resultSize: Estimate | undefined;
    for (const overload of overloads) {
      const estimate = this.#overload(node, { costs, call: { function: name, overload, target, args } });
      cost = union(cost, estimate.cost);
      if (estimate.resultSize !== undefined) {
        resultSize = resultSize === undefined ? estimate.resultSize : union(resultSize, estimate.resultSize);
      }
      resultSize = this.#indexed(node, overload, resultSize) ?? this.#sizes.sizeOf(node);
    }
    this.#sizes.setSize(node, resultSize);
    return add(targetCost, cost);
  }

  /** Tracks the path of `list[i]` and `map[k]`, and returns the size of the element. */
  #indexed(node: Call, overload: string, resultSize: Estimate | undefined): Estimate | undefined {
    const [container] = node.args;
    const step = overload === "index_list" ? "@items" : overload === "index_map" ? "@values" : undefined;
    if (container === undefined || step === undefined) return resultSize;
    this.#sizes.setPath(node, [...this.#sizes.pathOf(container), step]);
    return this.#sizes.entriesOf(container)?.value;
  }

  #overload(
    node: Call,
    { costs, call }: { readonly costs: readonly Estimate[]; readonly call: EstimatedCall },
  ): CallEstimate {
    const { estimator, callEstimates } = this.#input;
    const told = callEstimates.get(call.overload)?.({ ...call, estimator }) ?? estimator.estimateCall(call);
    if (told !== undefined) return { cost: add(told.cost, sum(costs)), resultSize: told.resultSize };
    const [first, second, third] = costs as readonly [Estimate, Estimate, Estimate];
    switch (call.overload) {
      case "logical_or":
      case "logical_and":
        return { cost: { min: first.min, max: add(first, second).max } };
      case "conditional":
        return this.#conditional(node, add(first, union(second, third)));
      case "add_list":
      case "add_string":
      case "add_bytes":
        this.#sizes.setEntries(node, unionOfEntries(...this.#entriesOfTwo(node.args[0], node.args[1])));
        break;
      default:
    }
    const estimate = builtinEstimate(call.overload, {
      target: call.target === undefined ? undefined : (call.target.computedSize ?? { min: 0, max: unbounded }),
      args: call.args.map(({ computedSize }) => computedSize ?? { min: 0, max: unbounded }),
    });
    return { cost: add(estimate.cost, sum(costs)), resultSize: estimate.resultSize };
  }

  #conditional(node: Call, cost: Estimate): CallEstimate {
    const [, whenTrue, whenFalse] = node.args as readonly [Expression, Expression, Expression];
    this.#sizes.setEntries(node, unionOfEntries(...this.#entriesOfTwo(whenTrue, whenFalse)));
    return { cost, resultSize: union(this.#sizes.sizeOrUnknown(whenTrue), this.#sizes.sizeOrUnknown(whenFalse)) };
  }

  #entriesOfTwo(left: Expression | undefined, right: Expression | undefined) {
    const entries = (node: Expression | undefined) => (node === undefined ? undefined : this.#sizes.entriesOf(node));
    return [entries(left), entries(right)] as const;
  }

  #list(node: ListLiteral): Estimate {
    const cost = sum(node.elements.map((element) => this.cost(element)));
    this.#sizes.setEntries(node, { container: "list", key: one, value: this.#rangeOf(node.elements) });
    return add(cost, fixed(listCreationCost));
  }

  #map(node: MapLiteral): Estimate {
    const cost = sum(node.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]));
    this.#sizes.setEntries(node, {
      container: "map",
      key: this.#rangeOf(node.entries.map(({ key }) => key)),
      value: this.#rangeOf(node.entries.map(({ value }) => value)),
    });
    return add(cost, fixed(mapCreationCost));
  }

  /** The range of the sizes of several nodes. */
  #rangeOf(nodes: readonly Expression[]): Estimate {
    if (nodes.length === 0) return zero;
    return nodes.map((node) => this.#sizes.sizeOrUnknown(node)).reduce(union);
  }

  #comprehension(node: Comprehension): Estimate {
    const rangeCost = this.cost(node.range);
    const initCost = this.cost(node.init);
    this.#pushAccumulator(node);
    if (node.variable2 === undefined) this.#pushVariable(node, node.variable, "single");
    else {
      this.#pushVariable(node, node.variable, "key");
      this.#pushVariable(node, node.variable2, "value");
    }
    const loopCost = this.cost(node.condition);
    const stepCost = this.cost(node.step);
    this.#sizes.pop(node.variable);
    if (node.variable2 !== undefined) this.#sizes.pop(node.variable2);
    const resultCost = this.cost(node.result);
    this.#sizes.pop(node.accumulator);
    const count = this.#sizes.sizeOrUnknown(node.range);
    if (node.init.kind === "literal") this.#sizes.setSize(node, this.#sizes.sizeOf(node.init));
    else if (node.init.kind === "list" || node.init.kind === "map") {
      this.#sizes.setSize(node, count);
      this.#sizes.setEntries(node, this.#sizes.entriesOf(node.step));
    }
    return sum([rangeCost, initCost, resultCost, multiply(count, add(stepCost, loopCost))]);
  }

  #pushAccumulator({ accumulator, init }: Comprehension): void {
    this.#sizes.push(accumulator, {
      path: this.#sizes.pathOf(init),
      size: this.#sizes.sizeOf(init),
      entries: this.#sizes.entriesOf(init),
    });
  }

  #pushVariable({ range }: Comprehension, name: string, role: "single" | "key" | "value"): void {
    const entries = this.#sizes.entriesOf(range);
    const isList = (entries?.container ?? this.#sizes.typeOf(range).kind) === "list";
    const isValue = role === "value" || (role === "single" && isList);
    const step = isValue ? (isList ? "@items" : "@values") : isList ? "@indices" : "@keys";
    this.#sizes.push(name, {
      path: [...this.#sizes.pathOf(range), step],
      size: isValue ? entries?.value : entries?.key,
      entries: undefined,
    });
  }

  /** The expansion of optMap: binds a variable to a value, without a loop. */
  #binding(node: Comprehension): Estimate {
    const rangeCost = this.cost(node.range);
    const initCost = this.cost(node.init);
    this.#pushAccumulator(node);
    const resultCost = this.cost(node.result);
    this.#sizes.pop(node.accumulator);
    this.#sizes.copySizes(node, node.result);
    return sum([rangeCost, initCost, resultCost]);
  }
}

function isBinding({ range, condition, accumulator }: Comprehension): boolean {
  return (
    range.kind === "list" &&
    range.elements.length === 0 &&
    condition.kind === "literal" &&
    condition.value === false &&
    accumulator !== accumulatorName
  );
}
