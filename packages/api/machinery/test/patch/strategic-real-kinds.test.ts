import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { applySmallPatch } from "../../src/patch/index.js";

describe("with the schemas of real kinds", () => {
  const deployment = schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
  const live = {
    metadata: { name: "web", finalizers: ["a"], ownerReferences: [{ uid: "1", name: "o" }] },
    spec: {
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
      template: {
        spec: {
          containers: [
            {
              name: "app",
              image: "app:1",
              env: [{ name: "A", value: "1" }],
              ports: [{ containerPort: 80, protocol: "TCP" }],
            },
            { name: "side", image: "side:1" },
          ],
          tolerations: [{ key: "a" }],
          volumes: [{ name: "v", emptyDir: {} }],
        },
      },
    },
    status: { conditions: [{ type: "Available", status: "True" }] },
  };
  const apply = (value: unknown): typeof live =>
    applySmallPatch(live, { type: "strategic", value }, { schema: deployment, strategicAllowed: true }) as typeof live;

  it("AP-21: containers and env are merged by name, ports by containerPort, tolerations replaced", () => {
    const next = apply({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: "app",
                image: "app:2",
                env: [{ name: "B", value: "2" }],
                ports: [{ containerPort: 80, name: "http" }],
              },
            ],
            tolerations: [{ key: "b" }],
          },
        },
      },
    });
    const { containers, tolerations } = next.spec.template.spec;
    expect(containers.map(({ name, image }) => [name, image])).toEqual([
      ["app", "app:2"],
      ["side", "side:1"],
    ]);
    expect(containers[0]).toMatchObject({
      env: [
        { name: "B", value: "2" },
        { name: "A", value: "1" },
      ],
      ports: [{ containerPort: 80, protocol: "TCP", name: "http" }],
    });
    expect(tolerations).toEqual([{ key: "b" }]);
    expect(next.spec.strategy).toBe(live.spec.strategy);
    expect(containers[1]).toBe(live.spec.template.spec.containers[1]);
  });

  it("AP-21: finalizers are merged, new ones first, owner references identified by uid", () => {
    const { metadata } = apply({
      metadata: { finalizers: ["b"], ownerReferences: [{ uid: "2" }, { $patch: "delete", uid: "1" }] },
    });
    expect(metadata.finalizers).toEqual(["b", "a"]);
    expect(metadata.ownerReferences).toEqual([{ uid: "2" }]);
  });

  it("the strategy keeps only the fields in $retainKeys", () => {
    expect(apply({ spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } }).spec.strategy).toEqual({
      type: "Recreate",
    });
  });

  it("a volume's source is replaced", () => {
    const value = {
      spec: {
        template: { spec: { volumes: [{ $retainKeys: ["name", "configMap"], name: "v", configMap: { name: "c" } }] } },
      },
    };
    expect(apply(value).spec.template.spec.volumes).toEqual([{ name: "v", configMap: { name: "c" } }]);
  });

  it("conditions are merged by type", () => {
    expect(apply({ status: { conditions: [{ type: "Available", status: "False" }] } }).status.conditions).toEqual([
      { type: "Available", status: "False" },
    ]);
  });

  it("a patch without changes returns the object itself", () => {
    expect(apply({ spec: { template: { spec: { containers: [{ name: "side", image: "side:1" }] } } } })).toBe(live);
    expect(apply({ spec: { strategy: { type: "RollingUpdate" } }, metadata: { finalizers: ["a"] } })).toBe(live);
  });

  const struct = (name: string, field: string) =>
    `unable to find api field in struct ${name} for the json field "${field}"`;
  const map = "merging an object in json but data type is not struct, instead is: map";
  it.each([
    [
      "raw JSON",
      "apps.v1.ControllerRevision",
      { data: { spec: { a: 1 } } },
      { data: { spec: { b: 1 } } },
      struct("RawExtension", "spec"),
    ],
    [
      "a list in raw JSON",
      "apps.v1.ControllerRevision",
      { data: { l: [1] } },
      { data: { l: [2] } },
      struct("RawExtension", "l"),
    ],
    ["an unknown field", "apps.v1.Deployment", { spec: { x: {} } }, { spec: { x: {} } }, struct("DeploymentSpec", "x")],
    ["one of the whole", "apps.v1.Deployment", { x: {} }, { x: {} }, struct("Deployment", "x")],
    [
      "one of an item",
      "core.v1.Pod",
      { spec: { containers: [{ name: "a", x: {} }] } },
      { spec: { containers: [{ name: "a", x: {} }] } },
      struct("Container", "x"),
    ],
    ["a map in a map", "core.v1.ConfigMap", { data: { a: {} } }, { data: { a: {} } }, map],
  ])("an object within %s cannot be merged, with upstream's message", (_what, name, before, value, message) => {
    const options = { schema: schemas.definition(`io.k8s.api.${name}`) as SchemaNode, strategicAllowed: true };
    expect(() => applySmallPatch(before, { type: "strategic", value }, options)).toThrow(
      expect.objectContaining({ code: "InternalError", message }),
    );
  });

  it("raw JSON is replaced value by value at its first level", () => {
    const options = {
      schema: schemas.definition("io.k8s.api.apps.v1.ControllerRevision") as SchemaNode,
      strategicAllowed: true,
    };
    const value = { data: { a: 2, b: null, c: { d: 1 } } };
    expect(applySmallPatch({ data: { a: 1, b: 1 } }, { type: "strategic", value }, options)).toEqual({
      data: { a: 2, c: { d: 1 } },
    });
  });
});
