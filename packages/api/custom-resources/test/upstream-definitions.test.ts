import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { readCases } from "../../../../tests/upstream/read-cases.js";
import type { CustomResourceDefinition } from "../src/definition.js";
import { checkDefinition } from "../src/definition-validation.js";
import { texts, widgetDefinition } from "./widgets.js";

/** An error that upstream expects: the name of its helper, and a part of the message. */
interface ExpectedError {
  readonly type: keyof typeof messages;
  readonly path: string;
  readonly contains: string;
}

const messages = {
  required: "Required value",
  invalid: "Invalid value",
  invalidIndex: "Invalid value",
  invalidtypecode: "Invalid value",
  immutable: "Invalid value",
  forbidden: "Forbidden",
  unsupported: "Unsupported value",
  duplicate: "Duplicate value",
  tooMany: "Too many",
} as const;

/** A case of upstream's tables (apis/apiextensions/validation/validation_test.go). */
type Case =
  | {
      readonly table: "schemas";
      readonly schema: SchemaNode | null;
      readonly status: boolean;
      readonly errors: readonly ExpectedError[];
    }
  | {
      readonly table: "definitions";
      readonly resource: CustomResourceDefinition;
      readonly old: CustomResourceDefinition | null;
      readonly errors: readonly ExpectedError[];
    };

/** Each expected error is there, and no other. */
function expectErrors(found: readonly string[], expected: readonly ExpectedError[]): void {
  const others = [...found];
  const missing = expected.filter(({ type, path, contains }) => {
    const index = others.findIndex((text) => text.startsWith(`${path}: ${messages[type]}`) && text.includes(contains));
    if (index >= 0) others.splice(index, 1);
    return index < 0;
  });
  expect({ missing, others }).toEqual({ missing: [], others: [] });
}

function outcome({ table, errors }: Case): string {
  const expected = errors.map(({ type, path }) => `${path}: ${messages[type]}`);
  return `${table}: ${expected.length === 0 ? "valid" : expected.join(", ")}`;
}

function found(one: Case): readonly string[] {
  if (one.table === "definitions") return texts(checkDefinition(one.resource, one.old ?? undefined));
  const version = one.status ? { subresources: { status: {} } } : {};
  const definition = widgetDefinition(one.schema ?? undefined, version);
  return texts(checkDefinition({ ...definition, status: { storedVersions: ["v1"] } }));
}

describe("upstream's tables of definitions", () => {
  const cases = readCases<Case>("definitions.jsonl");
  it.each(cases.map((one) => [outcome(one), one] as const))("%$: %s", (_, one) => {
    expectErrors(found(one), one.errors);
  });
});
