import type { SchemaNode } from "@engenho/machinery";
import { visitSchema } from "./schema-walk.js";

/**
 * Whether a schema has rules (`x-kubernetes-validations`) at any level. Most have none, and the rule engine is only loaded for
 * those that do: `cel/index.ts` is the only way to it.
 */
export function hasRules(node: SchemaNode): boolean {
  const { items, properties = {}, additionalProperties } = node;
  return (
    (node["x-kubernetes-validations"] ?? []).length > 0 ||
    (items !== undefined && hasRules(items)) ||
    (typeof additionalProperties === "object" && hasRules(additionalProperties)) ||
    Object.values(properties).some(hasRules)
  );
}

/** The expressions of schemas, which later versions of them may keep. */
export interface Expressions {
  readonly rules: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
}

/** All expressions of rules and of their messages. */
export function expressionsOf(schemas: readonly SchemaNode[]): Expressions {
  const rules = new Set<string>();
  const messages = new Set<string>();
  for (const schema of schemas) {
    visitSchema(schema, (node) => {
      for (const { rule, messageExpression = "" } of node["x-kubernetes-validations"] ?? []) {
        rules.add(rule);
        if (messageExpression !== "") messages.add(messageExpression);
      }
    });
  }
  return { rules, messages };
}
