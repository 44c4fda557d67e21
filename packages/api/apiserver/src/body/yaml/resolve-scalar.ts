/** The types of scalars. */
export type YamlScalar = string | number | boolean | null;

/** A scalar that does not match its tag. The message is goyaml's. */
export class ScalarMismatch extends Error {}

type TypeTag = "bool" | "float" | "int" | "null";

const words: ReadonlyMap<string, YamlScalar> = new Map<string, YamlScalar>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);
const longestWord = 5;

/**
 * The value of an untagged plain scalar by goyaml's YAML 1.1 rules: `yes` is true, `0644` is octal, timestamps remain strings,
 * and there are no sexagesimal numbers.
 */
export function resolvePlain(text: string): YamlScalar {
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  return isNumeric ? (resolveNumber(text) ?? text) : text;
}

/** The value of a scalar with the short name of its tag, such as `int`. Throws {@link ScalarMismatch}. */
export function resolveTagged(tag: string, text: string): YamlScalar {
  switch (tag) {
    case "binary":
      return decodeBinary(text);
    case "bool":
    case "float":
    case "int":
    case "null": {
      const value = resolvePlain(text);
      const found = typeTag(value, text);
      if (found === tag || (tag === "float" && found === "int")) return value;
      throw new ScalarMismatch(`cannot decode !!${found} \`${text}\` as a !!${tag}`);
    }
    default:
      return text;
  }
}

function typeTag(value: YamlScalar, text: string): TypeTag | "str" {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  return Number.isInteger(value) && !/^[^xX]*[.eE]/.test(text) ? "int" : "float";
}

/** Longer texts are not tried as numbers, so that the cost per scalar stays bounded. */
const longestNumber = 400;

function resolveNumber(text: string): number | undefined {
  if (text.length > longestNumber) return undefined;
  // A leading dot makes it a float, without further checks.
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  return integer(plain) ?? float(plain);
}

const integerForm = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/;

/** A 64-bit integer, in any of Go's bases. */
function integer(text: string): number | undefined {
  const parts = integerForm.exec(text);
  if (parts === null) return undefined;
  const [, sign, hexadecimal, octal, binary, decimal] = parts;
  const digits =
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : (decimal as string);
  if (digits.length <= 15) return sign === "-" ? -Number(digits) || 0 : Number(digits);
  const exact = BigInt(digits) * (sign === "-" ? -1n : 1n);
  return exact >= -(2n ** 63n) && exact < 2n ** (sign === "" ? 64n : 63n) ? Number(exact) : undefined;
}

const floatForm = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function float(text: string): number | undefined {
  if (!floatForm.test(text)) return undefined;
  const value = Number(text);
  // Go reports an error for a number out of range, and then it remains a string.
  return Number.isFinite(value) ? value : undefined;
}

function decodeBinary(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) {
    throw new ScalarMismatch("!!binary value contains invalid base64 data");
  }
  return Buffer.from(clean, "base64").toString("utf8");
}
