import { type FunctionRegistry, registerNamespace } from "./function-registry.js";

type Comparable = bigint | number | string | boolean | Date;
type List = readonly unknown[];

/** Registers what lists can do beyond the language's macros (kubernetes.lists), and `sets` (cel.lib.ext.sets). */
export function registerLists(environment: FunctionRegistry): void {
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
  environment.registerFunction("list.indexOf(dyn): int", (list: List, item: unknown) =>
    BigInt(list.findIndex((other) => isSame(other, item))),
  );
  environment.registerFunction("list.lastIndexOf(dyn): int", (list: List, item: unknown) =>
    BigInt(list.findLastIndex((other) => isSame(other, item))),
  );
  environment.registerFunction("list.distinct(): list", (list: List) =>
    list.filter((item, index) => list.findIndex((other) => isSame(other, item)) === index),
  );
  environment.registerFunction("list.flatten(): list", (list: List) => list.flat());
  environment.registerFunction("list.slice(int, int): list", (list: List, start: bigint, end: bigint) => {
    if (start < 0n || start > end || end > BigInt(list.length)) throw new RangeError(`cannot slice(${start}, ${end})`);
    return list.slice(Number(start), Number(end));
  });
  registerSets(environment);
}

function registerSets(environment: FunctionRegistry): void {
  const type = registerNamespace(environment, "sets");
  const has = (list: List, item: unknown) => list.some((other) => isSame(other, item));
  const contains = (list: List, items: List) => items.every((item) => has(list, item));
  environment.registerFunction(`${type}.contains(list, list): bool`, (_: object, list: List, items: List) =>
    contains(list, items),
  );
  environment.registerFunction(
    `${type}.equivalent(list, list): bool`,
    (_: object, left: List, right: List) => contains(left, right) && contains(right, left),
  );
  environment.registerFunction(`${type}.intersects(list, list): bool`, (_: object, left: List, right: List) =>
    left.some((item) => has(right, item)),
  );
}

/** Whether two values of the language are equal; numbers of different types are by what they count. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === "bigint" || typeof left === "number") {
    // biome-ignore lint/suspicious/noDoubleEquals: an int and a double are compared by value
    return (typeof right === "bigint" || typeof right === "number") && left == right;
  }
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!(left instanceof Map) || !(right instanceof Map)) return false;
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}
