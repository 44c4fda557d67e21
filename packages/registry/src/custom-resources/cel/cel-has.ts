import type { FunctionRegistry } from "./function-registry.js";

/** The name under which `has` is registered: see `renameCalls`. */
export const hasName = "hasField";

/** A node of a parsed expression, as far as it is looked at here. */
interface Node {
  readonly op: string;
  readonly args: readonly [Node, string];
}

interface Type {
  fieldLazy(object: unknown, field: string, node: Node, evaluator: Evaluator): unknown;
}

interface Evaluator {
  run(node: Node, context: unknown): unknown;
  debugType(value: unknown): Type;
}

interface Checker {
  check(node: Node, context: unknown): unknown;
  getType(name: string): unknown;
}

interface Optional {
  hasValue(): boolean;
  value(): unknown;
}

/**
 * Registers `has` over any expression that ends with a field, such as `has(self.list[0].name)`: the library's own takes
 * nothing but a chain of fields that begins with a variable.
 */
export function registerHas(environment: FunctionRegistry): void {
  const signature = `${hasName}(ast): bool`;
  environment.registerFunction(signature, ({ args }: { readonly args: readonly [Node] }) => {
    const [node] = args;
    return {
      async: false,
      typeCheck(checker: Checker, _macro: unknown, context: unknown) {
        if (node.op !== "." && node.op !== ".?") throw new Error("invalid argument to has() macro");
        checker.check(node.args[0], context);
        return checker.getType("bool");
      },
      evaluate(evaluator: Evaluator, _macro: unknown, context: unknown) {
        const found = evaluator.run(node.args[0], context);
        const object = isOptional(found) ? (found.hasValue() ? found.value() : undefined) : found;
        if (object === undefined) return false;
        return evaluator.debugType(object).fieldLazy(object, node.args[1], node, evaluator) !== undefined;
      },
    };
  });
}

function isOptional(value: unknown): value is Optional {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object optional]";
}
