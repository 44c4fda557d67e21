import { type FieldRequirement, StoreError } from "@engenho/core";

/**
 * Parses a field selector, `status.phase!=Running,metadata.name=x`, with `\` before `\`, `,` and `=` in values. Throws
 * StoreError `BadRequest` with upstream's messages. Terms are sorted, as upstream sorts them.
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort()) {
    if (term === "") continue;
    const split = splitTerm(term);
    if (split === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const { field, operator, value } = split;
    requirements.push({ field, operator, value: unescapeValue(value) });
  }
  return requirements;
}

/** The value that the selector requires a field to equal, if any. */
export function exactValue(requirements: readonly FieldRequirement[], field: string): string | undefined {
  return requirements.find((requirement) => requirement.field === field && requirement.operator === "=")?.value;
}

function splitTerms(text: string): string[] {
  if (text === "") return [];
  const terms: string[] = [];
  let start = 0;
  let escaped = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (escaped) escaped = false;
    else if (character === "\\") escaped = true;
    else if (character === ",") {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function splitTerm(term: string): { field: string; operator: "=" | "!="; value: string } | undefined {
  for (let index = 0; index < term.length; index++) {
    if (term.startsWith("!=", index))
      return { field: term.slice(0, index), operator: "!=", value: term.slice(index + 2) };
    if (term.startsWith("==", index))
      return { field: term.slice(0, index), operator: "=", value: term.slice(index + 2) };
    if (term[index] === "=") return { field: term.slice(0, index), operator: "=", value: term.slice(index + 1) };
  }
  return undefined;
}

function unescapeValue(text: string): string {
  let value = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (character === "\\") {
      const next = text[++index];
      if (next !== "\\" && next !== "," && next !== "=") {
        throw badRequest(`invalid field selector: invalid escape sequence: \\${next ?? ""}`);
      }
      value += next;
    } else if (character === "=" || character === ",") {
      throw badRequest(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else value += character;
  }
  return value;
}

function badRequest(message: string): StoreError {
  return new StoreError("BadRequest", message);
}
