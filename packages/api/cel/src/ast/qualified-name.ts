import type { Expression } from "./expression.js";

/** `a.b.c` as a qualified name; undefined for other expressions, and where the first part starts no qualified name. */
export function qualifiedName(expression: Expression, isNamespace: (first: string) => boolean): string | undefined {
  const names: string[] = [];
  let node = expression;
  while (node.kind === "select" && !node.testOnly) {
    names.push(node.field);
    node = node.operand;
  }
  if (node.kind !== "identifier" || !isNamespace(withoutDot(node.name))) return undefined;
  names.push(node.name);
  return names.reverse().join(".");
}

/** A name without the leading dot of a fully qualified name: there are no containers, so all names are fully qualified. */
export function withoutDot(name: string): string {
  return name.startsWith(".") ? name.slice(1) : name;
}
