import { readFileSync } from "node:fs";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
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

/** Upstream's tables (apis/apiextensions/validation/validation_test.go), as far as v1 can express their definitions. */
interface Tables {
  readonly schemas: readonly {
    readonly name: string;
    readonly schema: SchemaNode | null;
    readonly status: boolean;
    readonly errors: readonly ExpectedError[];
  }[];
  readonly definitions: readonly {
    readonly name: string;
    readonly resource: CustomResourceDefinition;
    readonly old: CustomResourceDefinition | null;
    readonly errors: readonly ExpectedError[];
  }[];
}

/** The file with the tables, as JSON; without it they are skipped. */
const file = process.env.ENGENHO_UPSTREAM_DEFINITIONS;
if (file === undefined) console.warn("skipped: upstream's definitions (ENGENHO_UPSTREAM_DEFINITIONS names no file)");
const tables: Tables =
  file === undefined ? { schemas: [], definitions: [] } : (JSON.parse(readFileSync(file, "utf8")) as Tables);

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

describe.skipIf(file === undefined)("upstream's table of schemas", () => {
  it.each(tables.schemas.map(({ name, ...rest }) => [name, rest] as const))("%s", (_, { schema, status, errors }) => {
    const version = status ? { subresources: { status: {} } } : {};
    const definition = widgetDefinition(schema ?? undefined, version);
    expectErrors(texts(checkDefinition({ ...definition, status: { storedVersions: ["v1"] } })), errors);
  });
});

describe.skipIf(file === undefined)("upstream's table of definitions", () => {
  it.each(tables.definitions.map(({ name, ...rest }) => [name, rest] as const))(
    "%s",
    (_, { resource, old, errors }) => {
      expectErrors(texts(checkDefinition(resource, old ?? undefined)), errors);
    },
  );
});
