import type { Library } from "../library/library.js";
import type { RegularExpressions } from "../library/regular-expressions.js";
import { standardMacros } from "../macros/standard.js";
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  nullType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from "../types/cel-type.js";
import { comparisons } from "./comparisons.js";
import { conversions } from "./conversions.js";
import { listOfA, mapOfAB } from "./declare.js";
import { operators } from "./operators.js";
import { matchesFunction, sizeFunction, textFunctions } from "./text-functions.js";
import { timeFunctions } from "./time-functions.js";

/** The options that the standard library depends on: see EnvironmentOptions. */
export interface StandardLibraryOptions {
  readonly crossTypeNumericComparisons: boolean;
  readonly regularExpressions: RegularExpressions | undefined;
}

/** The library of every environment (cel-go, common/stdlib). */
export function standardLibrary(options: StandardLibraryOptions): Library {
  const { crossTypeNumericComparisons, regularExpressions } = options;
  return {
    name: "standard",
    macros: standardMacros,
    types: [
      boolType,
      bytesType,
      doubleType,
      durationType,
      intType,
      listOfA,
      mapOfAB,
      nullType,
      stringType,
      timestampType,
      typeType,
      uintType,
    ],
    functions: [
      ...operators,
      ...comparisons(crossTypeNumericComparisons),
      sizeFunction,
      ...conversions,
      ...textFunctions,
      ...(regularExpressions === undefined ? [] : [matchesFunction(regularExpressions)]),
      ...timeFunctions(),
    ],
  };
}
