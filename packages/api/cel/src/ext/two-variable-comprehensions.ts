import type { Expression } from "../ast/expression.js";
import type { Library } from "../library/library.js";
import { type Macro, type MacroCall, MacroError } from "../library/macro.js";
import { all, exists, existsOne, type Fold, isAccumulator } from "../macros/standard.js";
import { overload } from "../stdlib/declare.js";
import { mapType, typeParam } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { GrowingMap } from "../values/growing-map.js";
import { mapOf } from "../values/make.js";
import { CelMap } from "../values/map.js";
import type { CelResult, CelValue } from "../values/value.js";
import { valueText } from "../values/value-text.js";

const mapInsert = "cel.@mapInsert";
const key = typeParam("K");
const value = typeParam("V");
const map = mapType(key, value);

/** Comprehensions with two variables: index and element, or key and value (cel-go, ext/comprehensions.go). */
export const twoVariableComprehensionsLibrary: Library = {
  name: "two-variable comprehensions",
  macros: [
    quantifier("all", all),
    quantifier("exists", exists),
    quantifier("existsOne", existsOne),
    quantifier("exists_one", existsOne),
    ...transforms("transformList", { init: ({ make }) => make.list(), step: appended }),
    ...transforms("transformMap", { init: ({ make }) => make.map(), step: insertedKey }),
    ...transforms("transformMapEntry", { init: ({ make }) => make.map(), step: insertedMap }),
  ],
  functions: [
    {
      name: mapInsert,
      constantTime: true,
      overloads: [
        overload("@mapInsert_map_key_value", [map, key, value], map, insert),
        overload("@mapInsert_map_map", [map, map], map, insertAll),
      ],
    },
  ],
};

function insert(target: CelMap, entryKey: CelValue, entryValue: CelValue): CelResult {
  if (target instanceof GrowingMap) return target.insert(entryKey, entryValue);
  if (target.has(entryKey)) return new CelError(`insert failed: key ${valueText(entryKey)} already exists`);
  const entries = target.keys().map((known) => [known, (target.find(known) ?? null) as CelValue] as const);
  return mapOf([...entries, [entryKey, entryValue]]);
}

function insertAll(target: CelMap, more: CelMap): CelResult {
  let result: CelResult = target;
  for (const entryKey of more.keys()) {
    const entryValue = more.find(entryKey) ?? null;
    if (entryValue instanceof CelError) return entryValue;
    if (!(result instanceof CelMap)) return result;
    result = insert(result, entryKey, entryValue);
  }
  return result;
}

function quantifier(name: string, fold: (call: MacroCall, predicate: Expression) => Fold): Macro {
  return {
    name,
    member: true,
    argumentCount: 3,
    expand: (call) => comprehension(call, () => fold(call, call.args[2] as Expression)),
  };
}

/** The initial accumulator of a transformation, and how it adds to it. */
interface Gathering {
  init(call: MacroCall): Expression;
  step(call: MacroCall, transform: Expression): Expression;
}

/** The macros with and without a filter. */
function transforms(name: string, gathering: Gathering): readonly Macro[] {
  return [3, 4].map((argumentCount) => ({
    name,
    member: true,
    argumentCount,
    expand: (call) => comprehension(call, () => gathered(call, gathering)),
  }));
}

function gathered(call: MacroCall, { init, step }: Gathering): Fold {
  const { make, args } = call;
  const [filter, transform] = args.length === 4 ? [args[2], args[3]] : [undefined, args[2]];
  const accumulator = () => make.identifier(make.accumulator);
  const added = step(call, transform as Expression);
  return {
    init: init(call),
    condition: make.literal(true),
    step: filter === undefined ? added : make.call("_?_:_", filter, added, accumulator()),
    result: accumulator(),
  };
}

function appended({ make }: MacroCall, transform: Expression): Expression {
  return make.call("_+_", make.identifier(make.accumulator), make.list(transform));
}

function insertedKey({ make, args: [variable] }: MacroCall, transform: Expression): Expression {
  const name = (variable as Extract<Expression, { kind: "identifier" }>).name;
  return make.call(mapInsert, make.identifier(make.accumulator), make.identifier(name), transform);
}

function insertedMap({ make }: MacroCall, transform: Expression): Expression {
  return make.call(mapInsert, make.identifier(make.accumulator), transform);
}

function comprehension(call: MacroCall, fold: () => Fold): Expression | MacroError {
  const { make, target, args } = call;
  const [first, second] = args as readonly [Expression, Expression];
  if (first.kind !== "identifier") return new MacroError("argument must be a simple name", first.id);
  if (second.kind !== "identifier") return new MacroError("argument must be a simple name", second.id);
  if (first.name === second.name) return new MacroError(`duplicate variable name: ${first.name}`, second.id);
  for (const { name, id } of [first, second]) {
    if (isAccumulator(call, name)) return new MacroError("iteration variable overwrites accumulator variable", id);
  }
  return make.comprehension({
    range: target as Expression,
    variable: first.name,
    variable2: second.name,
    accumulator: make.accumulator,
    ...fold(),
  });
}
