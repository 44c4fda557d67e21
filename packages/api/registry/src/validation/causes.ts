import type { StatusCause } from "@engenho/core";
import type { ForgivenFault, ForgivenFaults } from "./forgiven-faults.js";
import { goJson, goQuote } from "./go-format.js";

/** The empty list of causes: valid. */
export const noCauses: readonly StatusCause[] = Object.freeze([]);

/** How many characters the messages of one object's causes may have together. What is wrong beyond that is not written out. */
export const mostCauseCharacters = 1024 * 1024;

/** Stands for what is not written out. */
export const tooManyCauses: StatusCause = Object.freeze({
  reason: "FieldValueTooMany",
  message: "Too many: there are more faults than these",
  field: "",
});

/**
 * Collects what is wrong with an object, in upstream's order, with upstream's reasons and message formats
 * (apimachinery pkg/util/validation/field/errors.go). Fields are paths such as `spec.containers[0].name`.
 */
export class Causes {
  readonly #list: StatusCause[] = [];
  readonly #forgiven: ForgivenFaults | undefined;
  #characters = 0;

  /** `forgiven` is what is let pass for the stored object's sake. Default: nothing. */
  constructor(forgiven?: ForgivenFaults) {
    this.#forgiven = forgiven;
  }

  /** Whether a fault of this kind is let pass. */
  forgives(fault: ForgivenFault): boolean {
    return this.#forgiven?.has(fault) === true;
  }

  /** What was found so far; empty when the object is valid. */
  get list(): readonly StatusCause[] {
    return this.#list.length === 0 ? noCauses : this.#list;
  }

  /** Whether there is so much wrong already that nothing more is written down. */
  get isFull(): boolean {
    return this.#characters > mostCauseCharacters;
  }

  /** Takes over causes that another check has found. */
  add(causes: readonly StatusCause[]): void {
    for (const cause of causes) this.#add(cause);
  }

  /** `Required value`, for what is missing or empty. */
  required(field: string, detail = ""): void {
    this.#push("FieldValueRequired", field, () => withDetail("Required value", detail));
  }

  /** `Invalid value: "x": must be ...`, for what is malformed or out of bounds. */
  invalid(field: string, value: unknown, detail: string): void {
    this.#push("FieldValueInvalid", field, () => withDetail(`Invalid value: ${printValue(value)}`, detail));
  }

  /** As `invalid`, where upstream leaves the value out. */
  invalidWithoutValue(field: string, detail: string): void {
    this.#push("FieldValueInvalid", field, () => withDetail("Invalid value", detail));
  }

  /** As `invalid`, once for each detail. */
  invalidEach(field: string, value: unknown, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail);
  }

  /** `Invalid value: ...` of a value whose JSON type is wrong. */
  typeInvalid(field: string, value: unknown, detail: string): void {
    this.#push("FieldValueTypeInvalid", field, () => withDetail(`Invalid value: ${printValue(value)}`, detail));
  }

  /** `Unsupported value: "x": supported values: "A", "B"`. */
  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const detail = () => (supported.length === 0 ? "" : `supported values: ${supported.map(goQuote).join(", ")}`);
    this.#push("FieldValueNotSupported", field, () => withDetail(`Unsupported value: ${printValue(value)}`, detail()));
  }

  /** `Forbidden: ...`, for what would be allowed under other circumstances. */
  forbidden(field: string, detail: string): void {
    this.#push("FieldValueForbidden", field, () => withDetail("Forbidden", detail));
  }

  /** `Duplicate value: "x"`. */
  duplicate(field: string, value: unknown, detail = ""): void {
    this.#push("FieldValueDuplicate", field, () => withDetail(`Duplicate value: ${printValue(value)}`, detail));
  }

  /** `Internal error: ...`, for what is no fault of the object. */
  internal(field: string, detail: string): void {
    this.#push("InternalError", field, () => withDetail("Internal error", detail));
  }

  /** `Not found: "x"`, for a reference to something that is not in the object. */
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

  /** `must be greater than or equal to 0` unless it is; an absent value is fine. */
  nonNegative(field: string, value: number | null | undefined): void {
    if (value !== undefined && value !== null && value < 0) {
      this.invalid(field, value, "must be greater than or equal to 0");
    }
  }

  /** `must be greater than zero` unless it is; an absent value is fine. */
  positive(field: string, value: number | null | undefined): void {
    if (value !== undefined && value !== null && value <= 0) this.invalid(field, value, "must be greater than zero");
  }

  /** `must be between LOW and HIGH, inclusive` unless it is. */
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
