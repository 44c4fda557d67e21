const tags = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary", "!!timestamp", "!!map", "!!seq", "!custom"];
const plainSafe = /^[A-Za-z][A-Za-z0-9._/-]*$/;
const oddScalars = [
  "~",
  "yes",
  "0o17",
  "0x1F",
  "1_000",
  ".inf",
  "-.NaN",
  "2026-01-01",
  "1:30",
  "? a",
  "@x",
  "%x",
  "=",
  "|",
  "'",
];

/**
 * A document as YAML, in randomly chosen styles: block and flow, all kinds of quotes, comments, tags, anchors, aliases and
 * merge keys.
 */
export function yamlText(random, document) {
  const writer = new Writer(random);
  const head = random.pick(["", "", "", "---\n", "%YAML 1.2\n---\n", "# a comment\n", "\ufeff", "---\n---\n"]);
  const tail = random.pick(["", "", "", "...\n", "---\na: 1\n", "# end", "\t"]);
  return `${head}${writer.block(document, 0)}${tail}`;
}

class Writer {
  #random;
  #anchors = 0;

  constructor(random) {
    this.#random = random;
  }

  /** A value that starts at the indentation of its level and ends with a newline. */
  block(value, level) {
    if (!hasContent(value) || level > 40 || this.#random.chance(0.03)) {
      return `${this.#flow(value)}\n`;
    }
    const margin = "  ".repeat(level);
    if (Array.isArray(value)) return value.map((item) => `${margin}-${this.#below(item, level + 1)}`).join("");
    const lines = Object.entries(value).map(
      ([key, item]) => `${margin}${this.#key(key)}:${this.#below(item, level + 1)}`,
    );
    if (this.#anchors > 0 && this.#random.chance(0.03)) lines.push(`${margin}<<: ${this.#alias()}\n`);
    if (this.#random.chance(0.01)) lines.push(lines[0] ?? "");
    return lines.join("");
  }

  #below(value, level) {
    const properties = this.#properties();
    const comment = this.#random.chance(0.02) ? " # c" : "";
    if (this.#anchors > 0 && this.#random.chance(0.01)) return ` ${this.#alias()}\n`;
    if (!hasContent(value) || level > 40) return `${properties} ${this.#scalar(value, level)}${comment}\n`;
    if (this.#random.chance(0.1)) return `${properties} ${this.#flow(value)}${comment}\n`;
    return `${properties}${comment}\n${this.block(value, level)}`;
  }

  #properties() {
    const tag = this.#random.chance(0.01) ? ` ${this.#random.pick(tags)}` : "";
    const anchor = this.#random.chance(0.02) ? ` &a${this.#anchors++}` : "";
    return anchor + tag;
  }

  #alias() {
    return `*a${this.#random.below(this.#anchors + 1)}`;
  }

  #flow(value) {
    if (Array.isArray(value)) return `[${value.map((item) => this.#flow(item)).join(", ")}]`;
    if (typeof value !== "object" || value === null) return this.#scalar(value, undefined);
    return `{${Object.entries(value)
      .map(([key, item]) => `${this.#key(key)}: ${this.#flow(item)}`)
      .join(", ")}}`;
  }

  #key(key) {
    return plainSafe.test(key) && this.#random.chance(0.95) ? key : JSON.stringify(key);
  }

  /** `level`: undefined within a flow collection, where block style is not allowed. */
  #scalar(value, level) {
    if (typeof value !== "string")
      return this.#random.chance(0.01) ? this.#random.pick(oddScalars) : (JSON.stringify(value) ?? "~");
    if (level !== undefined && this.#random.chance(0.05) && !value.includes("\u0000")) {
      const margin = "  ".repeat(level + 1);
      const lines = value.split("\n").map((line) => `${margin}${line}`);
      return `${this.#random.pick(["|", ">", "|-", ">+", "|2"])}\n${lines.join("\n")}`;
    }
    if (this.#random.chance(0.3)) return `'${value.replaceAll("'", "''")}'`;
    if (plainSafe.test(value) && this.#random.chance(0.5)) return value;
    return JSON.stringify(value);
  }
}

function hasContent(value) {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
