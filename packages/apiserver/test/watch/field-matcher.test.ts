import { describe, expect, it } from "vitest";
import { compileFieldMatcher } from "../../src/watch/field-matcher.js";

const matches = (field: string, value: string, object: object, operator: "=" | "!=" = "=") =>
  compileFieldMatcher([{ field, operator, value }])?.({
    apiVersion: "v1",
    kind: "Thing",
    metadata: { name: "a" },
    ...object,
  });

describe("compileFieldMatcher", () => {
  it.each<readonly [string, string, object, boolean]>([
    ["metadata.name", "a", {}, true],
    ["metadata.namespace", "", {}, true],
    ["spec.nodeName", "", {}, true],
    ["spec.nodeName", "n1", { spec: { nodeName: "n1" } }, true],
    ["spec.unschedulable", "false", { spec: {} }, true],
    ["spec.unschedulable", "true", { spec: { unschedulable: true } }, true],
    ["status.replicas", "0", {}, true],
    ["status.replicas", "3", { status: { replicas: 3 } }, true],
    ["involvedObject.name", "p", { involvedObject: { name: "p" } }, true],
    ["source", "kubelet", { source: { component: "kubelet" } }, true],
    ["source", "gc", { reportingComponent: "gc" }, true],
    ["spec.toString", "x", { spec: {} }, false],
    ["spec", "", { spec: { a: 1 } }, true],
  ])("%s=%s", (field, value, object, expected) => {
    expect(matches(field, value, object)).toBe(expected);
    expect(matches(field, value, object, "!=")).toBe(!expected);
  });

  it("costs nothing where nothing is asked", () => {
    expect(compileFieldMatcher([])).toBeUndefined();
  });
});
