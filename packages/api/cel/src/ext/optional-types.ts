import type { Expression } from "../ast/expression.js";
import type { Library } from "../library/library.js";
import { type Macro, MacroError } from "../library/macro.js";
import { memberOverload, overload } from "../stdlib/declare.js";
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  opaqueType,
  optionalType,
  stringType,
  typeParam,
} from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { CelList } from "../values/list.js";
import { listOf } from "../values/make.js";
import { CelMap } from "../values/map.js";
import { CelOptional } from "../values/optional.js";
import { CelDuration, CelTimestamp } from "../values/time.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { valueText } from "../values/value-text.js";
import { bindVariable } from "./bind-variable.js";

const key = typeParam("K");
const value = typeParam("V");
const optional = optionalType(value);
const list = listType(value);
const map = mapType(key, value);
const optionalList = optionalType(list);
const optionalMap = optionalType(map);

/** Optional values (cel-go, cel/library.go, OptionalTypes). The planner evaluates `or` and `orValue`. */
export const optionalTypesLibrary: Library = {
  name: "optional",
  optionalSyntax: true,
  types: [opaqueType("optional_type")],
  macros: [macro("optMap", true), macro("optFlatMap", false)],
  functions: [
    {
      name: "optional.of",
      constantTime: true,
      overloads: [overload("optional_of", [value], optional, (it: CelValue) => new CelOptional(it))],
    },
    {
      name: "optional.ofNonZeroValue",
      constantTime: true,
      overloads: [
        overload("optional_ofNonZeroValue", [value], optional, (it: CelValue) =>
          isZero(it) ? CelOptional.none : new CelOptional(it),
        ),
      ],
    },
    { name: "optional.none", overloads: [overload("optional_none", [], optional, () => CelOptional.none)] },
    { name: "value", overloads: [memberOverload("optional_value", [optional], value, dereference)] },
    {
      name: "hasValue",
      overloads: [
        memberOverload("optional_hasValue", [optional], boolType, (it: CelOptional) => it.value !== undefined),
      ],
    },
    { name: "or", overloads: [memberOverload("optional_or_optional", [optional, optional], optional)] },
    { name: "orValue", overloads: [memberOverload("optional_orValue_value", [optional, value], value)] },
    { name: "_?._", overloads: [overload("select_optional_field", [dynType, stringType], optional)] },
    {
      name: "_[?_]",
      overloads: [
        overload("list_optindex_optional_int", [list, intType], optional),
        overload("optional_list_optindex_optional_int", [optionalList, intType], optional),
        overload("map_optindex_optional_value", [map, key], optional),
        overload("optional_map_optindex_optional_value", [optionalMap, key], optional),
      ],
    },
    {
      name: "_[_]",
      overloads: [
        overload("optional_list_index_int", [optionalList, intType], optional),
        overload("optional_map_index_value", [optionalMap, key], optional),
      ],
    },
    {
      name: "last",
      constantTime: true,
      overloads: [memberOverload("list_last", [list], optional, (it: CelList) => elementOf(it, it.size - 1))],
    },
    {
      name: "first",
      constantTime: true,
      overloads: [memberOverload("list_first", [list], optional, (it: CelList) => elementOf(it, 0))],
    },
    { name: "optional.unwrap", overloads: [overload("optional_unwrap", [listType(optional)], list, unwrap)] },
    { name: "unwrapOpt", overloads: [memberOverload("optional_unwrapOpt", [listType(optional)], list, unwrap)] },
  ],
};

function dereference(it: CelOptional): CelResult {
  return it.value === undefined ? new CelError("optional.none() dereference") : it.value;
}

function isZero(it: CelValue): boolean {
  if (it === null || it === false || it === 0n || it === 0 || it === "") return true;
  if (it instanceof CelList || it instanceof CelMap) return it.size === 0;
  if (it instanceof Uint8Array) return it.length === 0;
  if (it instanceof CelUint) return it.value === 0n;
  if (it instanceof CelDuration) return it.nanos === 0n;
  return it instanceof CelTimestamp && it.nanos === -62_135_596_800_000_000_000n;
}

function elementOf(it: CelList, index: number): CelResult {
  if (it.size === 0) return CelOptional.none;
  const element = it.at(index);
  return element instanceof CelError ? element : new CelOptional(element);
}

function unwrap(optionals: CelList): CelResult {
  const values: CelValue[] = [];
  for (let index = 0; index < optionals.size; index++) {
    const it = optionals.at(index);
    if (it instanceof CelError) return it;
    if (!(it instanceof CelOptional)) return new CelError(`value ${valueText(it)} is not optional`);
    if (it.value !== undefined) values.push(it.value);
  }
  return listOf(values);
}

/** `optional.optMap(variable, expression)`: the expression applied to the value, if there is one. */
function macro(name: string, wraps: boolean): Macro {
  return {
    name,
    member: true,
    argumentCount: 2,
    expand({ make, target, args }) {
      const [variable, expression] = args as readonly [Expression, Expression];
      if (variable.kind !== "identifier") {
        return new MacroError(`${name}() variable name must be a simple identifier`, variable.id);
      }
      const hasValue = make.memberCall("hasValue", target as Expression);
      const value = make.memberCall("value", make.copy(target as Expression));
      const bound = bindVariable(make, { variable: variable.name, value, result: expression });
      return make.call("_?_:_", hasValue, wraps ? make.call("optional.of", bound) : bound, make.call("optional.none"));
    },
  };
}
