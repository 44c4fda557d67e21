import { describe, expect, it } from "vitest";
import { builtInKinds } from "../../kinds/src/built-in-kinds.js";
import type { ColumnDefinition, KindDefinition } from "../../registry/src/model/kind-definition.js";
import { tableRow } from "../../registry/src/table/table-row.js";
import { customColumns } from "../src/custom-columns.js";

const now = Date.parse("2026-01-02T00:00:00Z");

function kindWith(columns: readonly ColumnDefinition[]): KindDefinition {
  const model = builtInKinds()[0];
  if (model === undefined) throw new Error("no kinds");
  const { printer: _printer, ...rest } = model;
  return { ...rest, group: "example.com", kind: "Widget", columns };
}

describe("customColumns", () => {
  it("has name and age if the definition has no columns", () => {
    const kind = kindWith(customColumns(undefined));
    expect(kind.columns.map((column) => [column.name, column.type])).toEqual([
      ["Name", "string"],
      ["Age", "date"],
    ]);
    const item = { metadata: { name: "it", creationTimestamp: "2026-01-01T23:50:00Z" } };
    expect(tableRow(kind, item, now)).toEqual(["it", "10m"]);
  });

  it("describes a column by its path if it has no description", () => {
    const [, column] = customColumns([{ name: "Size", type: "integer", jsonPath: ".spec.size" }]);
    expect(column).toEqual({
      name: "Size",
      type: "integer",
      format: "",
      description: "Custom resource definition column (in JSONPath format): .spec.size",
      priority: 0,
      jsonPath: ".spec.size",
    });
  });

  it.each<readonly [type: string, value: unknown, cell: unknown]>([
    ["string", "a", "a"],
    ["string", 3, "3"],
    ["string", true, "true"],
    ["string", { a: [1] }, '{"a":[1]}'],
    ["string", null, "<no value>"],
    ["string", undefined, null],
    ["integer", 3.7, 3],
    ["integer", "3", null],
    ["number", 3.7, 3.7],
    ["boolean", false, false],
    ["boolean", "false", null],
    ["date", "2026-01-01T00:00:00Z", "24h"],
    ["date", "yesterday", "<invalid>"],
    ["date", "", "<unknown>"],
    ["date", 5, null],
  ])("a column of type %s prints %j as %j", (type, value, cell) => {
    const kind = kindWith(customColumns([{ name: "Value", type, jsonPath: ".spec.value" }]));
    expect(tableRow(kind, { metadata: { name: "it" }, spec: { value } }, now)).toEqual(["it", cell]);
  });

  it("prints the first of several values, and nothing for none", () => {
    const kind = kindWith(
      customColumns([{ name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' }]),
    );
    const conditions = [
      { type: "Synced", status: "True" },
      { type: "Ready", status: "False" },
      { type: "Ready", status: "True" },
    ];
    expect(tableRow(kind, { metadata: { name: "it" }, status: { conditions } }, now)).toEqual(["it", "False"]);
    expect(tableRow(kind, { metadata: { name: "it" } }, now)).toEqual(["it", null]);
  });
});
