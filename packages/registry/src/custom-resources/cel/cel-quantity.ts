import { compareQuantities, isQuantity, parseQuantity, type Quantity } from "../../validation/quantity.js";
import type { FunctionRegistry } from "./function-registry.js";

const nanosPerUnit = 1_000_000_000n;

class CelQuantity {
  readonly amount: Quantity;

  constructor(amount: Quantity) {
    this.amount = amount;
  }
}

/** Registers `quantity` and what can be done with one (kubernetes.quantity). */
export function registerQuantities(environment: FunctionRegistry): void {
  environment.registerType("Quantity", { ctor: CelQuantity as new (...values: never[]) => object, fields: {} });
  environment.registerFunction("isQuantity(string): bool", (text: string) => isQuantity(text));
  environment.registerFunction("quantity(string): Quantity", (text: string) => new CelQuantity(parseQuantity(text)));
  const compare = (left: CelQuantity, right: CelQuantity) => compareQuantities(left.amount, right.amount);
  environment.registerOperator("Quantity == Quantity", (left, right) => compare(left, right) === 0);
  environment.registerFunction("Quantity.compareTo(Quantity): int", (left: CelQuantity, right: CelQuantity) =>
    BigInt(compare(left, right)),
  );
  environment.registerFunction(
    "Quantity.isGreaterThan(Quantity): bool",
    (left: CelQuantity, right: CelQuantity) => compare(left, right) > 0,
  );
  environment.registerFunction(
    "Quantity.isLessThan(Quantity): bool",
    (left: CelQuantity, right: CelQuantity) => compare(left, right) < 0,
  );
  registerConversions(environment);
  const combine = (name: string, sign: bigint) => {
    const combined = ({ amount }: CelQuantity, nanos: bigint) =>
      new CelQuantity({ ...amount, nanos: amount.nanos + sign * nanos });
    environment.registerFunction(`Quantity.${name}(Quantity): Quantity`, (left: CelQuantity, { amount }: CelQuantity) =>
      combined(left, amount.nanos),
    );
    environment.registerFunction(`Quantity.${name}(int): Quantity`, (left: CelQuantity, units: bigint) =>
      combined(left, units * nanosPerUnit),
    );
  };
  combine("add", 1n);
  combine("sub", -1n);
}

function registerConversions(environment: FunctionRegistry): void {
  const isWhole = ({ amount }: CelQuantity) => amount.nanos % nanosPerUnit === 0n;
  environment.registerFunction("Quantity.isInteger(): bool", isWhole);
  environment.registerFunction("Quantity.asInteger(): int", (quantity: CelQuantity) => {
    if (!isWhole(quantity)) throw new RangeError("cannot convert value to integer");
    return quantity.amount.nanos / nanosPerUnit;
  });
  environment.registerFunction(
    "Quantity.asApproximateFloat(): double",
    ({ amount }: CelQuantity) => Number(amount.nanos) / Number(nanosPerUnit),
  );
  environment.registerFunction("Quantity.sign(): int", ({ amount }: CelQuantity) =>
    amount.nanos > 0n ? 1n : amount.nanos < 0n ? -1n : 0n,
  );
}
