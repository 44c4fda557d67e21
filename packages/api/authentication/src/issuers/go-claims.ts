/** The claims of a token whose signature has been verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whether the claim exists; it may be null. */
export function hasClaim(claims: Claims, name: string): boolean {
  return Object.hasOwn(claims, name);
}

/** The value of a claim; undefined if there is none. */
export function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A string; null is the empty string. Throws Error with the message of Go's decoder, which does not contain the value. */
export function textOf(value: unknown): string {
  if (value === undefined) throw new Error("claim not present");
  if (value === null) return "";
  if (typeof value !== "string") throw mismatch(value, "string");
  return value;
}

/** A boolean; null is false. Throws Error with the message of Go's decoder. */
export function flagOf(value: unknown): boolean {
  if (value === null) return false;
  if (typeof value !== "boolean") throw mismatch(value, "bool");
  return value;
}

/** A list of strings, or one string (upstream: stringOrArray); null is the empty list. Throws Error with the message of Go's decoder. */
export function textsOf(value: unknown): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((one) => one === null || typeof one === "string")) {
    return value.map((one) => (one === null ? "" : (one as string)));
  }
  if (typeof value !== "string") throw mismatch(value, "string");
  return [value];
}

/** An object as a map, whose values `read` converts; null is the empty map. Throws Error with the message of Go's decoder. */
export function mapOf<T>(value: unknown, read: (value: unknown) => T, type: string): ReadonlyMap<string, T> {
  if (value === null) return new Map();
  if (typeof value !== "object" || Array.isArray(value)) throw mismatch(value, `map[string]${type}`);
  return new Map(Object.entries(value as object).map(([key, one]) => [key, read(one)]));
}

/** The error of Go's decoder for a JSON value of another type. It does not contain the value. */
export function mismatch(value: unknown, goType: string): Error {
  const kind =
    typeof value === "boolean"
      ? "bool"
      : Array.isArray(value)
        ? "array"
        : (typeof value as "number" | "string" | "object");
  return new Error(`json: cannot unmarshal ${kind} into Go value of type ${goType}`);
}
