import { reservedWords } from "../reserved-words.js";

const escapes: ReadonlyMap<string, string> = new Map([
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
]);
const unescapes: ReadonlyMap<string, string> = new Map([...escapes].map(([plain, escaped]) => [escaped, plain]));

/**
 * The name of a field in expressions; undefined for fields that they cannot access, such as `3d` or `größe`
 * (pkg/cel/escaping.go).
 */
export function escapeFieldName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  if (reservedWords.has(name)) return `__${name}__`;
  return name.replace(/__|[-./]/g, (part) => escapes.get(part) as string);
}

/** The field for a name in an expression; undefined for a name that is not the escaped form of any field. */
export function unescapeFieldName(escaped: string): string | undefined {
  let isValid = true;
  const name = escaped.replace(/_{2}[^_]+_{2}/g, (part) => {
    const plain = unescapes.get(part);
    if (plain !== undefined) return plain;
    const word = part.slice(2, -2);
    // A reserved word is only escaped as a complete name.
    if (!reservedWords.has(word) || part.length !== escaped.length) isValid = false;
    return word;
  });
  return isValid ? name : undefined;
}
