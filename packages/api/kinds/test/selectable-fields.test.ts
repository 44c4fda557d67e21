import { describe, expect, it } from "vitest";
import type { KindDefinition } from "../../registry/src/model/kind-definition.js";
import { selectableFields } from "../../registry/src/model/selectable-fields.js";
import { builtInKinds } from "../src/built-in-kinds.js";

function kindOf(group: string, kind: string): KindDefinition {
  const found = builtInKinds().find((entry) => entry.group === group && entry.kind === kind);
  if (found === undefined) throw new Error(`no kind ${group}/${kind}`);
  return found;
}

describe("selectableFields", () => {
  it.each<readonly [group: string, kind: string, field: string, object: object, value: string]>([
    ["", "Pod", "metadata.name", { metadata: { name: "web" } }, "web"],
    ["", "Pod", "metadata.namespace", { metadata: { namespace: "default" } }, "default"],
    ["", "Pod", "spec.nodeName", { spec: {} }, ""],
    ["", "Pod", "spec.nodeName", { spec: { nodeName: "node-1" } }, "node-1"],
    ["", "Pod", "spec.hostNetwork", { spec: {} }, "false"],
    ["", "Pod", "status.phase", { status: { phase: "Running" } }, "Running"],
    ["", "Node", "spec.unschedulable", { spec: { unschedulable: true } }, "true"],
    ["", "Secret", "type", { type: "Opaque" }, "Opaque"],
    ["", "Event", "involvedObject.uid", { involvedObject: { uid: "1" } }, "1"],
    ["", "Event", "source", { source: {}, reportingComponent: "kubelet" }, "kubelet"],
    ["events.k8s.io", "Event", "regarding.name", { regarding: { name: "web" } }, "web"],
    ["batch", "Job", "status.successful", { status: { succeeded: 2 } }, "2"],
    ["resource.k8s.io", "ResourceSlice", "spec.driver", { spec: { driver: "a.example" } }, "a.example"],
    ["resource.k8s.io", "ResourceSlice", "spec.nodeName", { spec: {} }, ""],
    ["certificates.k8s.io", "CertificateSigningRequest", "spec.signerName", { spec: { signerName: "a.b/c" } }, "a.b/c"],
    ["apps", "ReplicaSet", "metadata.name", { metadata: { name: "web" } }, "web"],
  ])("%s/%s: %s of %j is %j", (group, kind, field, object, value) => {
    expect(selectableFields(kindOf(group, kind)).readers.get(field)?.(object)).toBe(value);
  });

  it("has only the fields that upstream supports", () => {
    const fields = selectableFields(kindOf("apps", "Deployment"));
    expect([...fields.readers.keys()]).toEqual(["metadata.name", "metadata.namespace"]);
    expect(fields.unsupported("spec.replicas")).toBe(
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    expect(selectableFields(kindOf("", "Pod")).unsupported("spec.x")).toBe("field label not supported: spec.x");
  });

  it("a cluster-scoped kind with fields of its own has no namespace", () => {
    expect(selectableFields(kindOf("", "Node")).readers.has("metadata.namespace")).toBe(false);
  });

  it("has the indexed fields of the kinds that are looked up by them: Pods by node, Events by object", () => {
    const indexed = builtInKinds().flatMap((kind) =>
      (kind.fieldSelectors?.indexed ?? []).map((field) => {
        expect(selectableFields(kind).readers.has(field)).toBe(true);
        return `${kind.group}/${kind.kind} ${field}`;
      }),
    );
    expect(indexed.sort()).toEqual([
      "/Event involvedObject.name",
      "/Event involvedObject.uid",
      "/Pod spec.nodeName",
      "events.k8s.io/Event regarding.name",
      "events.k8s.io/Event regarding.uid",
    ]);
  });

  it("has a custom resource's own paths", () => {
    const { schemaName: _none, ...model } = kindOf("", "ConfigMap");
    const custom: KindDefinition = { ...model, group: "example.com", kind: "Paint", selectableFields: ["spec.color"] };
    expect(selectableFields(custom).readers.get("spec.color")?.({ spec: { color: "blue" } })).toBe("blue");
    expect(selectableFields(custom).readers.get("spec.color")?.(JSON.parse('{"spec":null}'))).toBe("");
  });
});
