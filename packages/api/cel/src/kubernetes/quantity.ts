import {
  addQuantities,
  compareQuantities,
  type ExactQuantity,
  errorMessage,
  integerQuantity,
  parseQuantity,
  quantityAsInteger,
  quantityAsNumber,
  quantitySign,
  subtractQuantities,
} from "@engenho/core";
import type { FunctionDeclaration } from "../library/function.js";
import type { Library } from "../library/library.js";
import { boolType, doubleType, intType, stringType, structType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelObject } from "../values/object.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload } from "./declare.js";

/** kubernetes.Quantity. */
export const quantityType = structType("kubernetes.Quantity");

/** A quantity as a CEL value. */
export class CelQuantity extends CelObject {
  readonly type = quantityType;
  readonly amount: ExactQuantity;

  constructor(amount: ExactQuantity) {
    super();
    this.amount = amount;
  }

  equals(other: CelValue): CelResult {
    return other instanceof CelQuantity ? compareQuantities(this.amount, other.amount) === 0 : noSuchOverload;
  }
}

const two = [quantityType, quantityType];
const withInt = [quantityType, intType];

function quantityOf(text: string): CelResult {
  try {
    return new CelQuantity(parseQuantity(text));
  } catch (error) {
    return new CelError(errorMessage(error));
  }
}

const compare = (left: CelQuantity, right: CelQuantity) => compareQuantities(left.amount, right.amount);

/** An operation on two quantities, or on a quantity and an int. */
function arithmetic(
  name: string,
  combine: (left: ExactQuantity, right: ExactQuantity) => ExactQuantity,
): FunctionDeclaration {
  return {
    name,
    overloads: [
      overload.member(`quantity_${name}`, two, quantityType, (left: CelQuantity, right: CelQuantity) => {
        return new CelQuantity(combine(left.amount, right.amount));
      }),
      overload.member(`quantity_${name}_int`, withInt, quantityType, (left: CelQuantity, right: bigint) => {
        return new CelQuantity(combine(left.amount, integerQuantity(right)));
      }),
    ],
  };
}

/** Quantities (library/quantity.go). `sign` is a global function only, as upstream: `sign(quantity('1'))`. */
export const quantityLibrary: Library = {
  name: "kubernetes.quantity",
  functions: [
    { name: "quantity", overloads: [overload.global("string_to_quantity", [stringType], quantityType, quantityOf)] },
    {
      name: "isQuantity",
      overloads: [
        overload.global(
          "is_quantity_string",
          [stringType],
          boolType,
          (text: string) => !(quantityOf(text) instanceof CelError),
        ),
      ],
    },
    {
      name: "sign",
      overloads: [
        overload.global("quantity_sign", [quantityType], intType, ({ amount }: CelQuantity) =>
          BigInt(quantitySign(amount)),
        ),
      ],
    },
    {
      name: "isGreaterThan",
      overloads: [
        overload.member("quantity_is_greater_than", two, boolType, (left: CelQuantity, right: CelQuantity) => {
          return compare(left, right) === 1;
        }),
      ],
    },
    {
      name: "isLessThan",
      overloads: [
        overload.member("quantity_is_less_than", two, boolType, (left: CelQuantity, right: CelQuantity) => {
          return compare(left, right) === -1;
        }),
      ],
    },
    {
      name: "compareTo",
      overloads: [
        overload.member("quantity_compare_to", two, intType, (left: CelQuantity, right: CelQuantity) => {
          return BigInt(compare(left, right));
        }),
      ],
    },
    {
      name: "asApproximateFloat",
      overloads: [
        overload.member("quantity_get_float", [quantityType], doubleType, ({ amount }: CelQuantity) => {
          return quantityAsNumber(amount);
        }),
      ],
    },
    {
      name: "asInteger",
      overloads: [
        overload.member("quantity_get_int", [quantityType], intType, ({ amount }: CelQuantity) => {
          return quantityAsInteger(amount) ?? new CelError("cannot convert value to integer");
        }),
      ],
    },
    {
      name: "isInteger",
      overloads: [
        overload.member("quantity_is_integer", [quantityType], boolType, ({ amount }: CelQuantity) => {
          return quantityAsInteger(amount) !== undefined;
        }),
      ],
    },
    arithmetic("add", addQuantities),
    arithmetic("sub", subtractQuantities),
  ],
};
