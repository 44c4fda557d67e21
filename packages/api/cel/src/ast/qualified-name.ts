import type { Expression } from "./expression.js";

/** `a.b.c` as a name; undefined for what is none, or does not begin with what names with dots begin with. */
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

/** A name without the dot that says that it is meant in full: there are no containers in which names could be short. */
export function withoutDot(name: string): string {
  return name.startsWith(".") ? name.slice(1) : name;
}
