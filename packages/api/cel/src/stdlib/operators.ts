import type { FunctionDeclaration, Overload } from "../library/function.js";
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  stringType,
  timestampType,
  uintType,
} from "../types/cel-type.js";
import {
  addValues,
  divideValues,
  moduloValues,
  multiplyValues,
  negateValue,
  subtractValues,
} from "../values/arithmetic.js";
import { noSuchOverload } from "../values/errors.js";
import type { CelResult, CelValue } from "../values/value.js";
import { inConstantTime, listOfA, mapOfAB, overload, paramA, paramB, sharedFunction } from "./declare.js";

/** A placeholder implementation for functions that the planner evaluates itself. */
const planned = () => noSuchOverload;

/** An operator on two values of one type. */
const same = (id: string, type: CelType): Overload => overload(id, [type, type], type);

/** The operators except comparisons (cel-go, common/stdlib/standard.go). */
export const operators: readonly FunctionDeclaration[] = [
  sharedFunction("_?_:_", planned, [overload("conditional", [boolType, paramA, paramA], paramA)]),
  sharedFunction("_&&_", planned, [overload("logical_and", [boolType, boolType], boolType)]),
  sharedFunction("_||_", planned, [overload("logical_or", [boolType, boolType], boolType)]),
  sharedFunction("!_", not, [overload("logical_not", [boolType], boolType)]),
  inConstantTime("@not_strictly_false", isNotStrictlyFalse, [
    { ...overload("not_strictly_false", [boolType], boolType), nonStrict: true },
  ]),
  sharedFunction("_==_", planned, [overload("equals", [paramA, paramA], boolType)]),
  sharedFunction("_!=_", planned, [overload("not_equals", [paramA, paramA], boolType)]),
  inConstantTime("_+_", addValues, [
    same("add_bytes", bytesType),
    same("add_double", doubleType),
    same("add_duration_duration", durationType),
    overload("add_duration_timestamp", [durationType, timestampType], timestampType),
    overload("add_timestamp_duration", [timestampType, durationType], timestampType),
    same("add_int64", intType),
    { ...same("add_list", listOfA), countsWork: true },
    same("add_string", stringType),
    same("add_uint64", uintType),
  ]),
  sharedFunction("_/_", divideValues, [
    same("divide_double", doubleType),
    same("divide_int64", intType),
    same("divide_uint64", uintType),
  ]),
  sharedFunction("_%_", moduloValues, [same("modulo_int64", intType), same("modulo_uint64", uintType)]),
  sharedFunction("_*_", multiplyValues, [
    same("multiply_double", doubleType),
    same("multiply_int64", intType),
    same("multiply_uint64", uintType),
  ]),
  sharedFunction("-_", negateValue, [
    overload("negate_double", [doubleType], doubleType),
    overload("negate_int64", [intType], intType),
  ]),
  sharedFunction("_-_", subtractValues, [
    same("subtract_double", doubleType),
    same("subtract_duration_duration", durationType),
    same("subtract_int64", intType),
    overload("subtract_timestamp_duration", [timestampType, durationType], timestampType),
    overload("subtract_timestamp_timestamp", [timestampType, timestampType], durationType),
    same("subtract_uint64", uintType),
  ]),
  sharedFunction("_[_]", planned, [
    overload("index_list", [listOfA, intType], paramA),
    overload("index_map", [mapOfAB, paramA], paramB),
  ]),
  sharedFunction("@in", planned, [
    overload("in_list", [paramA, listOfA], boolType),
    overload("in_map", [paramA, mapOfAB], boolType),
  ]),
];

function not(value: CelValue): CelResult {
  return typeof value === "boolean" ? !value : noSuchOverload;
}

function isNotStrictlyFalse(value: CelResult): boolean {
  return typeof value === "boolean" ? value : true;
}
