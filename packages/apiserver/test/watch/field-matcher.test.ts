import { builtInKinds, type KindDefinition } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { compileFieldMatcher } from "../../src/watch/field-matcher.js";

const builtIn = (name: string, group = "") =>
  builtInKinds().find((definition) => definition.kind === name && definition.group === group) as KindDefinition;
const { schemaName: _builtIn, ...pod } = builtIn("Pod");
const widget: KindDefinition = {
  ...pod,
  group: "example.com",
  kind: "Widget",
  schema: { type: "object" },
  selectableFields: ["spec.source", "status.replicas"],
};

describe("compileFieldMatcher", () => {
  it.each<readonly [KindDefinition, string, string, object, boolean]>([
    [builtIn("Pod"), "metadata.name", "a", {}, true],
    [builtIn("Pod"), "metadata.namespace", "", {}, true],
    [builtIn("Pod"), "spec.nodeName", "", {}, true],
    [builtIn("Pod"), "spec.nodeName", "n1", { spec: { nodeName: "n1" } }, true],
    [builtIn("Pod"), "spec.host", "n1", { spec: { nodeName: "n1" } }, true],
    [builtIn("Pod"), "status.podIPs", "10.0.0.1", { status: { podIP: "10.0.0.1" } }, true],
    [builtIn("Pod"), "spec.hostNetwork", "false", {}, true],
    [builtIn("Node"), "spec.unschedulable", "false", { spec: {} }, true],
    [builtIn("Node"), "spec.unschedulable", "true", { spec: { unschedulable: true } }, true],
    [builtIn("ReplicationController"), "status.replicas", "0", {}, true],
    [builtIn("ReplicationController"), "status.replicas", "3", { status: { replicas: 3 } }, true],
    [builtIn("Job", "batch"), "status.successful", "2", { status: { succeeded: 2 } }, true],
    [builtIn("Event"), "involvedObject.name", "p", { involvedObject: { name: "p" } }, true],
    [builtIn("Event"), "source", "kubelet", { source: { component: "kubelet" } }, true],
    [builtIn("Event"), "source", "gc", { reportingComponent: "gc" }, true],
    [widget, "status.replicas", "", {}, true],
    [widget, "status.replicas", "0", {}, false],
    [widget, "spec.source", "", { spec: {} }, true],
  ])(
    "cases API 1: a watch of $0.kind reads a field as a list does: $1=$2",
    (definition, field, value, object, expected) => {
      const selected = { apiVersion: "v1", kind: definition.kind, metadata: { name: "a" }, ...object };
      expect(compileFieldMatcher(definition, [{ field, operator: "=", value }])?.(selected)).toBe(expected);
      expect(compileFieldMatcher(definition, [{ field, operator: "!=", value }])?.(selected)).toBe(!expected);
    },
  );

  it("costs nothing where nothing is asked", () => {
    expect(compileFieldMatcher(widget, [])).toBeUndefined();
  });
});
