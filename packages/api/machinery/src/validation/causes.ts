import type { StatusCause } from "@engenho/core";
import { goJson, goQuote } from "./go-format.js";

/** The empty list of causes: valid. */
export const noCauses: readonly StatusCause[] = Object.freeze([]);

/** The limit on the total length of the messages for one object. Further errors are not reported. */
export const maxCauseCharacters = 1024 * 1024;

/** Stands for errors that are not reported. */
export const tooManyCauses: StatusCause = Object.freeze({
  reason: "FieldValueTooMany",
  message: "Too many: there are more faults than these",
  field: "",
});

/**
 * Collects the errors of an object, in upstream's order, with upstream's reasons and message formats (apimachinery
 * pkg/util/validation/field/errors.go). Fields are paths such as `spec.containers[0].name`.
 */
export class Causes {
  readonly #list: StatusCause[] = [];
  readonly #tolerated: ReadonlySet<string> | undefined;
  #characters = 0;

  /** `tolerated` names the errors that are tolerated because the stored object has them. Default: none. */
  constructor(tolerated?: ReadonlySet<string>) {
    this.#tolerated = tolerated;
  }

  /** Whether the error of that name is tolerated. */
  tolerates(error: string): boolean {
    return this.#tolerated?.has(error) === true;
  }

  /** The errors so far; empty if the object is valid. */
  get list(): readonly StatusCause[] {
    return this.#list.length === 0 ? noCauses : this.#list;
  }

  /** Whether there are so many errors already that no more are collected. */
  get isFull(): boolean {
    return this.#characters > maxCauseCharacters;
  }

  /** Adds the causes of another check. */
  add(causes: readonly StatusCause[]): void {
    for (const cause of causes) this.#add(cause);
  }

  /** `Required value`, for missing or empty values. */
  required(field: string, detail = ""): void {
    this.#push("FieldValueRequired", field, () => withDetail("Required value", detail));
  }

  /** `Invalid value: "x": must be ...`, for malformed values and those out of bounds. */
  invalid(field: string, value: unknown, detail: string): void {
    this.#push("FieldValueInvalid", field, () => withDetail(`Invalid value: ${printValue(value)}`, detail));
  }

  /** As `invalid`, where upstream omits the value. */
  invalidWithoutValue(field: string, detail: string): void {
    this.#push("FieldValueInvalid", field, () => withDetail("Invalid value", detail));
  }

  /** As `invalid`, once for each detail. */
  invalidEach(field: string, value: unknown, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail);
  }

  /** `Invalid value: ...` for a value of the wrong JSON type. */
  typeInvalid(field: string, value: unknown, detail: string): void {
    this.#push("FieldValueTypeInvalid", field, () => withDetail(`Invalid value: ${printValue(value)}`, detail));
  }

  /** `Unsupported value: "x": supported values: "A", "B"`. */
  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const detail = () => (supported.length === 0 ? "" : `supported values: ${supported.map(goQuote).join(", ")}`);
    this.#push("FieldValueNotSupported", field, () => withDetail(`Unsupported value: ${printValue(value)}`, detail()));
  }

  /** `Forbidden: ...`, for values that would be allowed under other circumstances. */
  forbidden(field: string, detail: string): void {
    this.#push("FieldValueForbidden", field, () => withDetail("Forbidden", detail));
  }

  /** `Duplicate value: "x"`. */
  duplicate(field: string, value: unknown, detail = ""): void {
    this.#push("FieldValueDuplicate", field, () => withDetail(`Duplicate value: ${printValue(value)}`, detail));
  }

  /** `Internal error: ...`, for errors that the object did not cause. */
  internal(field: string, detail: string): void {
    this.#push("InternalError", field, () => withDetail("Internal error", detail));
  }

  /** `Not found: "x"`, for a reference to something that the object does not have. */
  notFound(field: string, value: unknown, detail = ""): void {
    this.#push("FieldValueNotFound", field, () => withDetail(`Not found: ${printValue(value)}`, detail));
  }

  /** `Too long: may not be more than N bytes`. */
  tooLong(field: string, maxBytes: number): void {
    this.#push(
      "FieldValueTooLong",
      field,
      () => `Too long: may not be more than ${maxBytes} ${maxBytes === 1 ? "byte" : "bytes"}`,
    );
  }

  /** `Too many: N: must have at most M items`. */
  tooMany(field: string, actual: number, max: number): void {
    this.#push(
      "FieldValueTooMany",
      field,
      () => `Too many: ${actual}: must have at most ${max} ${max === 1 ? "item" : "items"}`,
    );
  }

  /** `must be greater than or equal to 0` for negative values; absent ones are valid. */
  nonNegative(field: string, value: number | null | undefined): void {
    if (value !== undefined && value !== null && value < 0) {
      this.invalid(field, value, "must be greater than or equal to 0");
    }
  }

  /** `must be greater than zero` for other values; absent ones are valid. */
  positive(field: string, value: number | null | undefined): void {
    if (value !== undefined && value !== null && value <= 0) this.invalid(field, value, "must be greater than zero");
  }

  /** `must be between LOW and HIGH, inclusive` for other values. */
  inRange(field: string, value: number, [low, high]: readonly [number, number]): void {
    if (value < low || value > high) this.invalid(field, value, `must be between ${low} and ${high}, inclusive`);
  }

  #push(reason: string, field: string, message: () => string): void {
    if (!this.isFull) this.#add({ reason, message: message(), field });
  }

  #add(cause: StatusCause): void {
    if (this.isFull) return;
    this.#characters += (cause.message?.length ?? 0) + (cause.field?.length ?? 0);
    this.#list.push(cause);
    if (this.isFull) this.#list.push(tooManyCauses);
  }
}

function withDetail(head: string, detail: string): string {
  return detail === "" ? head : `${head}: ${detail}`;
}

function printValue(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  return value === undefined ? "null" : goJson(value);
}
