import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelOptional } from "../values/optional.js";
import type { CelResult, CelValue } from "../values/value.js";
import { isPresent, keyFault, qualify, qualifyIfPresent } from "./qualify.js";
import type { Run, Step } from "./run.js";

/** A selection from a value: a field or an element. */
export interface Qualifier {
  /** Absent if the key has to be computed. */
  readonly constant?: CelValue;
  readonly key: Step;
  /** Whether a missing value makes the result optional.none(): `a.?b`. */
  readonly isOptional: boolean;
  /** Whether only presence is tested: `has(a.b)`. */
  readonly isTest: boolean;
}

type Root =
  | { readonly type: "value"; readonly step: Step }
  | { readonly type: "choice"; readonly condition: Step; readonly whenTrue: Attribute; readonly whenFalse: Attribute };

/**
 * A variable or another value, with a sequence of selections (cel-go, interpreter/attributes.go). Costs are cel-go's: one for
 * each selection, and one for the attribute if it is evaluated on its own, but not as a branch of `?:` or as a key.
 */
export class Attribute {
  readonly #root: Root;
  readonly #qualifiers: Qualifier[] = [];
  #testCost: number | undefined;

  private constructor(root: Root) {
    this.#root = root;
  }

  /** A variable, or the result of another part of the expression. */
  static of(step: Step): Attribute {
    return new Attribute({ type: "value", step });
  }

  /** `condition ? whenTrue : whenFalse`, with selections from either. */
  static choice(condition: Step, whenTrue: Attribute, whenFalse: Attribute): Attribute {
    return new Attribute({ type: "choice", condition, whenTrue, whenFalse });
  }

  add(qualifier: Qualifier): void {
    if (this.#root.type === "value") this.#qualifiers.push(qualifier);
    else for (const branch of [this.#root.whenTrue, this.#root.whenFalse]) branch.add(qualifier);
  }

  /** Turns it into a presence test, `has(...)`, with the given cost. */
  test(cost: number): void {
    this.#testCost = cost;
  }

  /** A step that evaluates it on its own. */
  toStep(): Step {
    const resolve = this.resolver();
    const cost = (this.#root.type === "choice" ? 0 : 1) + (this.#testCost === undefined ? 0 : this.#testCost - 1);
    if (this.#testCost === undefined) {
      return (run) => {
        const result = resolve(run);
        run.charge(cost);
        return result;
      };
    }
    return (run) => {
      const result = resolve(run);
      run.charge(cost);
      return result instanceof CelOptional ? result.value !== undefined : result;
    };
  }

  /** A step that evaluates it as a part of another attribute, at the cost of its selections. */
  resolver(): Step {
    const root = this.#root;
    if (root.type === "choice") return chooser(root.condition, root.whenTrue.resolver(), root.whenFalse.resolver());
    const { step } = root;
    const qualifiers = this.#qualifiers;
    const isPlain = qualifiers.every(
      ({ constant, isOptional, isTest }) => constant !== undefined && !isOptional && !isTest,
    );
    return isPlain ? plainResolver(step, qualifiers) : (run) => select(run, step(run), qualifiers);
  }
}

function chooser(condition: Step, whenTrue: Step, whenFalse: Step): Step {
  return (run) => {
    const holds = condition(run);
    if (holds === true) return whenTrue(run);
    if (holds === false) return whenFalse(run);
    return holds instanceof CelError ? holds : noSuchOverload;
  };
}

/** The common case of selections of constant fields: only optionals need further handling. */
function plainResolver(step: Step, qualifiers: readonly Qualifier[]): Step {
  const keys = qualifiers.map(({ constant }) => constant as CelValue);
  if (keys.length === 0) return step;
  return (run) => {
    let value = step(run);
    if (value instanceof CelOptional) return select(run, value, qualifiers);
    for (let at = 0; at < keys.length && !(value instanceof CelError); at++) {
      value = qualify(value, keys[at] as CelValue);
      run.charge(1);
    }
    return value;
  };
}

function select(run: Run, from: CelResult, qualifiers: readonly Qualifier[]): CelResult {
  if (from instanceof CelError) return from;
  let isOptional = from instanceof CelOptional;
  if (from instanceof CelOptional && from.value === undefined) return from;
  let value: CelValue = from instanceof CelOptional ? (from.value as CelValue) : from;
  for (const qualifier of qualifiers) {
    isOptional ||= qualifier.isOptional;
    const found = isOptional ? findOne(run, value, qualifier) : getOne(run, value, qualifier);
    if (found === undefined) return CelOptional.none;
    if (found instanceof CelError) return found;
    value = found;
  }
  return isOptional ? new CelOptional(value) : value;
}

function getOne(run: Run, value: CelValue, { key, isTest }: Qualifier): CelResult {
  const found = withKey(key(run), (known) => (isTest ? isPresent(value, known) : qualify(value, known)));
  run.charge(1);
  return found;
}

function findOne(run: Run, value: CelValue, { key }: Qualifier): CelResult | undefined {
  const found = withKey(key(run), (known) => qualifyIfPresent(value, known));
  if (found !== undefined && !(found instanceof CelError)) run.charge(1);
  return found;
}

function withKey<Result>(key: CelResult, use: (key: CelValue) => Result): Result | CelError {
  return key instanceof CelError ? key : (keyFault(key) ?? use(key));
}
