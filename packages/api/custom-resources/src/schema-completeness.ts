import type { Causes, SchemaNode } from "@engenho/machinery";

/** A constraint below anyOf, oneOf, allOf or not, and the node outside of them that it constrains. */
interface Constraint {
  readonly constraint: SchemaNode;
  readonly path: string;
  readonly outer: SchemaNode | undefined;
  readonly outerPath: string;
}

/**
 * Validates that whatever the junctors at the root of a schema constrain is declared outside of them, so that each constraint
 * applies to a field with a known schema (upstream: schema/complete.go, which only checks the root's junctors).
 */
export function checkCompleteness(root: SchemaNode, path: string, causes: Causes): void {
  checkAlternatives({ constraint: root, path, outer: root, outerPath: path }, causes);
}

function checkAlternatives({ constraint, path, ...outer }: Constraint, causes: Causes): void {
  if (constraint.not !== undefined) check({ ...outer, constraint: constraint.not, path: `${path}.not` }, causes);
  for (const field of ["allOf", "anyOf", "oneOf"] as const) {
    for (const [index, one] of (constraint[field] ?? []).entries()) {
      check({ ...outer, constraint: one, path: `${path}.${field}[${index}]` }, causes);
    }
  }
}

function check(place: Constraint, causes: Causes): void {
  const { constraint, path, outer, outerPath } = place;
  if (outer === undefined) {
    causes.required(outerPath, `because it is defined in ${path}`);
    return;
  }
  checkAlternatives(place, causes);
  if (constraint.items !== undefined) {
    const items = { constraint: constraint.items, path: `${path}.items` };
    check({ ...items, outer: outer.items, outerPath: `${outerPath}.items` }, causes);
  }
  const { properties = {} } = outer;
  for (const [name, child] of Object.entries(constraint.properties ?? {})) {
    const at = `.properties[${name}]`;
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    check({ constraint: child, path: `${path}${at}`, outer: declared, outerPath: `${outerPath}${at}` }, causes);
  }
}
