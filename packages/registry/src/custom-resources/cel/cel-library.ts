import { parseIpAddress, parseIpRange, rangeContains } from "../../validation/ip-address.js";
import { compareQuantities, isQuantity, parseQuantity, type Quantity } from "../../validation/quantity.js";
import { compilePattern, type UserPattern } from "../pattern.js";

/** What the functions are registered with; the part of cel-js's Environment that is needed here. */
export interface FunctionRegistry {
  registerFunction(signature: string, handler: (...values: never[]) => unknown): unknown;
  registerType(
    name: string,
    definition: { readonly ctor: new (...values: never[]) => object; readonly fields: object },
  ): unknown;
}

/** The name under which `matches` is registered: see `renameMatches`. */
export const matchesName = "re2Matches";

const patternsKept = 128;
const nanosPerUnit = 1_000_000_000n;

class CelQuantity {
  readonly amount: Quantity;

  constructor(amount: Quantity) {
    this.amount = amount;
  }
}

/**
 * Registers what Kubernetes adds to the language and the library has not: regular expressions on RE2, lists that can be
 * ordered, quantities, addresses (a subset of k8s.io/apiserver/pkg/cel/library).
 */
export function registerKubernetesFunctions(environment: FunctionRegistry): void {
  registerPatterns(environment);
  registerLists(environment);
  registerQuantities(environment);
  environment.registerFunction("isIP(string): bool", (text: string) => parseIpAddress(text) !== undefined);
  environment.registerFunction("isCIDR(string): bool", (text: string) => parseIpRange(text) !== undefined);
  environment.registerFunction("cidrContainsIP(string, string): bool", (range: string, text: string) => {
    const parsed = parseIpRange(range);
    const address = parseIpAddress(text);
    return parsed !== undefined && address !== undefined && rangeContains(parsed, address);
  });
  environment.registerFunction("isURL(string): bool", (text: string) => URL.canParse(text));
  environment.registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, to),
  );
}

function registerPatterns(environment: FunctionRegistry): void {
  const compiled = new Map<string, UserPattern>();
  const patternOf = (source: string): UserPattern => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const pattern = compilePattern(source);
    if (compiled.size >= patternsKept) compiled.clear();
    compiled.set(source, pattern);
    return pattern;
  };
  const matches = (text: string, source: string) => patternOf(source).test(text);
  environment.registerFunction(`string.${matchesName}(string): bool`, matches);
  environment.registerFunction(`${matchesName}(string, string): bool`, matches);
  environment.registerFunction(
    "string.find(string): string",
    (text: string, source: string) => patternOf(source).find(text, 1)[0] ?? "",
  );
  environment.registerFunction("string.findAll(string): list", (text: string, source: string) =>
    patternOf(source).find(text, Number.POSITIVE_INFINITY),
  );
  environment.registerFunction("string.findAll(string, int): list", (text: string, source: string, limit: bigint) =>
    patternOf(source).find(text, Number(limit)),
  );
}

type Comparable = bigint | number | string | boolean | Date;

function registerLists(environment: FunctionRegistry): void {
  environment.registerFunction("list.isSorted(): bool", (list: readonly Comparable[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] as Comparable) <= item),
  );
  environment.registerFunction("list.sum(): dyn", (list: readonly (bigint | number)[]) =>
    list.some((item) => typeof item === "number")
      ? list.reduce<number>((total, item) => total + Number(item), 0)
      : list.reduce<bigint>((total, item) => total + BigInt(item), 0n),
  );
  const extreme = (name: string, better: (left: Comparable, right: Comparable) => boolean) =>
    environment.registerFunction(`list.${name}(): dyn`, (list: readonly Comparable[]) => {
      if (list.length === 0) throw new RangeError(`${name} called on empty list`);
      return list.reduce((best, item) => (better(item, best) ? item : best));
    });
  extreme("min", (left, right) => left < right);
  extreme("max", (left, right) => left > right);
  environment.registerFunction("list.indexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
    BigInt(list.indexOf(item)),
  );
  environment.registerFunction("list.lastIndexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
    BigInt(list.lastIndexOf(item)),
  );
}

function registerQuantities(environment: FunctionRegistry): void {
  environment.registerType("Quantity", { ctor: CelQuantity as new (...values: never[]) => object, fields: {} });
  environment.registerFunction("isQuantity(string): bool", (text: string) => isQuantity(text));
  environment.registerFunction("quantity(string): Quantity", (text: string) => new CelQuantity(parseQuantity(text)));
  const compare = (left: CelQuantity, right: CelQuantity) => compareQuantities(left.amount, right.amount);
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
  environment.registerFunction("Quantity.sign(): int", ({ amount }: CelQuantity) =>
    amount.nanos > 0n ? 1n : amount.nanos < 0n ? -1n : 0n,
  );
  environment.registerFunction(
    "Quantity.isInteger(): bool",
    ({ amount }: CelQuantity) => amount.nanos % nanosPerUnit === 0n,
  );
  environment.registerFunction("Quantity.asInteger(): int", ({ amount }: CelQuantity) => amount.nanos / nanosPerUnit);
  environment.registerFunction(
    "Quantity.asApproximateFloat(): double",
    ({ amount }: CelQuantity) => Number(amount.nanos) / 1e9,
  );
  const combine = (name: string, sign: bigint) =>
    environment.registerFunction(
      `Quantity.${name}(Quantity): Quantity`,
      (left: CelQuantity, right: CelQuantity) =>
        new CelQuantity({ ...left.amount, nanos: left.amount.nanos + sign * right.amount.nanos }),
    );
  combine("add", 1n);
  combine("sub", -1n);
}
