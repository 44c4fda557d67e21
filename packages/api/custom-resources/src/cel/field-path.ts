import type { SchemaNode } from "@engenho/machinery";

/** A path in the form of causes and the schema at its end, or the error in the path, with upstream's message. */
export type FieldPath = { readonly path: string; readonly node: SchemaNode } | { readonly fault: string };

/** Options of {@link parseFieldPath}. */
export interface FieldPathRules {
  /** Whether names may be in brackets. Default true. */
  readonly allowBrackets?: boolean;
}

const notAField = { fault: "does not refer to a valid field" };
const endsEarly = { fault: "unexpected end of JSON path" };
const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "'": "'",
  "\\": "\\",
};

/**
 * Parses the `fieldPath` of a rule: field names after a dot, or fields and map keys as `['name']`, each declared by the schema
 * (schema/cel/validation.go: ValidFieldPath).
 */
export function parseFieldPath(
  text: string,
  root: SchemaNode,
  { allowBrackets = true }: FieldPathRules = {},
): FieldPath {
  const tokens = tokensOf(text);
  let node: SchemaNode = root;
  let path = "";
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === "[" && !allowBrackets) return { fault: "array notation is not allowed" };
    const step = token === "[" ? bracketed(tokens, index) : token === "." ? dotted(tokens, index) : undefined;
    if (step === undefined) return { fault: `expected [ or . but got: ${token}` };
    if ("fault" in step) return step;
    const child = childOf(node, step.name);
    if (child === undefined) return notAField;
    path = child.isField ? (path === "" ? step.name : `${path}.${step.name}`) : `${path}[${step.name}]`;
    node = child.node;
    if (token === "[") {
      const closing = tokens[index + 2];
      if (closing === undefined) return endsEarly;
      if (closing !== "]") return { fault: `expected ] but got ${closing}` };
      index++;
    }
    index++;
  }
  return { path, node };
}

type Step = { readonly name: string } | { readonly fault: string };

function dotted(tokens: readonly string[], index: number): Step {
  const name = tokens[index + 1];
  return name === undefined ? endsEarly : { name };
}

function bracketed(tokens: readonly string[], index: number): Step {
  const token = tokens[index + 1];
  if (token === undefined) return endsEarly;
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'")) {
    return { fault: `expected single quoted string but got ${token}` };
  }
  let fault: string | undefined;
  const name = token.slice(1, -1).replace(/\\./g, (sequence) => {
    const character = escapes[sequence.slice(1)];
    if (character === undefined) fault = `invalid string literal: invalid escape char ${sequence}`;
    return character ?? "";
  });
  return fault === undefined ? { name } : { fault };
}

function childOf(node: SchemaNode, name: string): { readonly node: SchemaNode; readonly isField: boolean } | undefined {
  const { properties = {}, additionalProperties } = node;
  if (Object.keys(properties).length > 0) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return field && { node: field, isField: true };
  }
  if (additionalProperties === undefined) return undefined;
  return { node: typeof additionalProperties === "object" ? additionalProperties : {}, isField: false };
}

/** Dots, brackets, quoted strings and the text between them. */
function tokensOf(text: string): readonly string[] {
  return text.match(/'(?:.*?[^\\])??'|'.*|[.[\]]|[^.[\]]+/gs) ?? [];
}
