import type { KindDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { compileFieldMatcher } from "../../src/watch/field-matcher.js";

const builtIn = (name: string, group = "") =>
  standardKinds().find((definition) => definition.kind === name && definition.group === group) as KindDefinition;
const { schemaName: _builtIn, ...pod } = builtIn("Pod");
const widget: KindDefinition = {
  ...pod,
  group: "example.com",
  kind: "Widget",
  schema: { type: "object" },
  selectableFields: ["spec.source", "status.replicas"],
};

const definitions = {
  Pod: builtIn("Pod"),
  Node: builtIn("Node"),
  ReplicationController: builtIn("ReplicationController"),
  Job: builtIn("Job", "batch"),
  Event: builtIn("Event"),
  Widget: widget,
};

describe("compileFieldMatcher", () => {
  it.each<readonly [keyof typeof definitions, string, string, object, boolean]>([
    ["Pod", "metadata.name", "a", {}, true],
    ["Pod", "metadata.namespace", "", {}, true],
    ["Pod", "spec.nodeName", "", {}, true],
    ["Pod", "spec.nodeName", "n1", { spec: { nodeName: "n1" } }, true],
    ["Pod", "spec.host", "n1", { spec: { nodeName: "n1" } }, true],
    ["Pod", "status.podIPs", "10.0.0.1", { status: { podIP: "10.0.0.1" } }, true],
    ["Pod", "spec.hostNetwork", "false", {}, true],
    ["Node", "spec.unschedulable", "false", { spec: {} }, true],
    ["Node", "spec.unschedulable", "true", { spec: { unschedulable: true } }, true],
    ["ReplicationController", "status.replicas", "0", {}, true],
    ["ReplicationController", "status.replicas", "3", { status: { replicas: 3 } }, true],
    ["Job", "status.successful", "2", { status: { succeeded: 2 } }, true],
    ["Event", "involvedObject.name", "p", { involvedObject: { name: "p" } }, true],
    ["Event", "source", "kubelet", { source: { component: "kubelet" } }, true],
    ["Event", "source", "gc", { reportingComponent: "gc" }, true],
    ["Widget", "status.replicas", "", {}, true],
    ["Widget", "status.replicas", "0", {}, false],
    ["Widget", "spec.source", "", { spec: {} }, true],
  ])("cases API 1: a watch reads fields as a list does: %s: %s=%s", (kind, field, value, object, expected) => {
    const definition = definitions[kind] as KindDefinition;
    const selected = { apiVersion: "v1", kind: definition.kind, metadata: { name: "a" }, ...object };
    expect(compileFieldMatcher(definition, [{ field, operator: "=", value }])?.(selected)).toBe(expected);
    expect(compileFieldMatcher(definition, [{ field, operator: "!=", value }])?.(selected)).toBe(!expected);
  });

  it("is refused for a field that is not selectable, as in a list", () => {
    const unknown = () => compileFieldMatcher(definitions.Pod, [{ field: "spec.nope", operator: "!=", value: "" }]);
    expect(unknown).toThrow(
      expect.objectContaining({ code: "BadRequest", message: expect.stringContaining("spec.nope") }),
    );
  });

  it("costs nothing without requirements", () => {
    expect(compileFieldMatcher(widget, [])).toBeUndefined();
  });
});
