import { isObject, type JsonObject } from "./json-value.js";

const definitionPrefix = "#/definitions/";
const parameterPrefix = "#/parameters/";

/** Other names of definitions and parameters. */
export interface Renames {
  readonly definitions: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The names of the definitions that values refer to, directly, by way of other definitions, or of shared parameters. */
export function referencedDefinitions(
  values: Iterable<unknown>,
  { definitions, parameters }: { readonly definitions: JsonObject; readonly parameters: JsonObject },
): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const pending: unknown[] = [...values];
  while (pending.length > 0) {
    const value = pending.pop();
    const reference = isObject(value) ? value.$ref : undefined;
    if (typeof reference === "string" && !seen.has(reference)) {
      seen.add(reference);
      const definition = nameIn(reference, definitionPrefix);
      const parameter = nameIn(reference, parameterPrefix);
      if (definition !== undefined) found.add(definition);
      if (definition !== undefined && Object.hasOwn(definitions, definition)) pending.push(definitions[definition]);
      if (parameter !== undefined && Object.hasOwn(parameters, parameter)) pending.push(parameters[parameter]);
    }
    const members = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    for (const member of members) if (typeof member === "object" && member !== null) pending.push(member);
  }
  return found;
}

/** A value whose references have the new names. */
export function renamed(value: unknown, renames: Renames): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, renames));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === "$ref" && typeof member === "string" ? renamedReference(member, renames) : renamed(member, renames),
    ]),
  );
}

function renamedReference(reference: string, { definitions, parameters }: Renames): string {
  const definition = definitions.get(nameIn(reference, definitionPrefix) ?? "");
  if (definition !== undefined) return `${definitionPrefix}${definition}`;
  const parameter = parameters.get(nameIn(reference, parameterPrefix) ?? "");
  return parameter === undefined ? reference : `${parameterPrefix}${parameter}`;
}

function nameIn(reference: string, prefix: string): string | undefined {
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : undefined;
}
