/** What YAML 1.1 reads as a null, a boolean, a merge key or a default key instead of a string. */
const words = new Set(
  ["~", "<<", "=", "null", "true", "false", "yes", "no", "on", "off", "y", "n"].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);
const numbers = [
  /^[-+]?0b[01_]+$/,
  /^[-+]?0x[0-9a-fA-F_]+$/,
  /^[-+]?0o[0-7_]+$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?(?:\.[0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/,
  // Sexagesimal, which YAML 1.2 has dropped.
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
];
const timestamp = /^\d{4}-\d\d?-\d\d?(?:[Tt \t]|$)/;
/** Characters that only double-quoted scalars can contain. */
const unprintable = /[^\P{Cc}\t\n]|\p{Cs}|[\u2028\u2029\ufeff\ufffe\uffff]/u;
/** Those of them that JSON does not escape. */
const escapedInQuotes = /\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]/gu;
/** Numbers and timestamps are shorter than this; longer texts need not be checked. */
const longestNumber = 128;

/** Whether a plain scalar of this text would be read as something other than a string. */
function readsAsOther(text: string): boolean {
  if (text === "" || words.has(text)) return true;
  if (text.length > longestNumber || !/^[-+.0-9]/.test(text)) return false;
  return timestamp.test(text) || numbers.some((number) => number.test(text));
}

/** Whether a single-line text can be written without quotes. */
function isPlain(text: string): boolean {
  if (/^[\s,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|^(?:---|\.\.\.)/.test(text)) return false;
  return !/: |:$|:\t| #|\t#|\s$/.test(text);
}

/** A text as a double-quoted scalar: JSON's form, with the additional escapes that YAML requires. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    escapedInQuotes,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text on one line, plain where that is unambiguous. Upstream: stringv of sigs.k8s.io/yaml/goyaml.v2/encode.go. */
export function yamlText(text: string): string {
  if (readsAsOther(text) || text.includes("\n") || unprintable.test(text)) return doubleQuoted(text);
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/**
 * A multi-line text as a literal block whose lines begin with `indent`, from the `|` to the end of the last line; undefined for
 * a text that has to be quoted.
 */
export function yamlBlock(text: string, indent: string): string | undefined {
  if (!text.includes("\n") || /^[ \t\n]|[ \t](?:\n|$)/.test(text) || unprintable.test(text)) return undefined;
  const chomping = !text.endsWith("\n") ? "-" : text.endsWith("\n\n") ? "+" : "";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).replace(/^(?=[^\n])/gm, indent);
  return `|${chomping}\n${lines}\n`;
}
