import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode/decode.js";
import {
  container,
  decodeDeployment,
  deployment,
  deploymentSchema,
  podSchema,
  prefix,
  refusalOf,
} from "./deployments.js";

describe("unknown fields", () => {
  const unknown = deployment({
    replicas: 1,
    foo: { replicas: "not looked at" },
    ...container({ bar: 1, BAZ: 2, Image: "case counts" }),
  });

  it("Strict: all are listed", () => {
    expect(refusalOf(() => decodeDeployment(unknown)).message).toBe(
      `${prefix}strict decoding error: unknown field "spec.foo", unknown field "spec.template.spec.containers[1].bar", ` +
        'unknown field "spec.template.spec.containers[1].BAZ", unknown field "spec.template.spec.containers[1].Image"',
    );
  });

  it("Warn: each is dropped with a warning", () => {
    const warnings: string[] = [];
    const result = decodeDeployment(unknown, "Warn", warnings);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toBe('unknown field "spec.foo"');
    expect(result).toEqual(deployment({ replicas: 1, ...container({}) }));
  });

  it("Ignore: they are silently dropped", () => {
    const warnings: string[] = [];
    expect(decodeDeployment(unknown, "Ignore", warnings).spec).not.toHaveProperty("foo");
    expect(warnings).toEqual([]);
  });

  it("at most a hundred are listed", () => {
    const spec = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x${index}`, 1]));
    expect(refusalOf(() => decodeDeployment(deployment(spec))).message.split("unknown field")).toHaveLength(101);
  });

  it.each(["constructor", "toString", "hasOwnProperty", "__proto__"])("%s is an ordinary unknown field", (name) => {
    const body = JSON.parse(`{"apiVersion":"apps/v1","kind":"Deployment","spec":{${JSON.stringify(name)}:{"x":1}}}`);
    expect(refusalOf(() => decodeDeployment(body)).message).toContain(`unknown field "spec.${name}"`);
  });

  it("map keys are data whatever their names", () => {
    const body = JSON.parse(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"__proto__":"a","constructor":"b","drop":null,"n":1}}}',
    );
    delete body.metadata.labels.n;
    const { labels } = decodeDeployment(body).metadata as { labels: object };
    expect(Object.entries(labels)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["drop", ""],
    ]);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });
});

describe("what upstream would not encode is dropped", () => {
  it("null means absence in a struct, and the zero value in a list or map", () => {
    const value = deployment({
      replicas: null,
      selector: null,
      template: {
        metadata: { creationTimestamp: null, labels: { a: null } },
        spec: { containers: [null, { name: "b", args: ["x", null] }] },
      },
    });
    expect(decodeDeployment(value).spec).toEqual({
      template: { metadata: { labels: { a: "" } }, spec: { containers: [{}, { name: "b", args: ["x", ""] }] } },
    });
  });

  it("zero values of fields that are not pointers are dropped, those of pointers are kept", () => {
    const value = deployment({
      replicas: 0,
      paused: false,
      minReadySeconds: 0,
      revisionHistoryLimit: 0,
      ...container({ env: [], image: "" }),
    });
    expect(decodeDeployment(value).spec).toEqual({ replicas: 0, revisionHistoryLimit: 0, ...container({}) });
  });

  it("empty labels, annotations and lists are dropped; an empty struct is kept; so is a request to reset managed fields", () => {
    const value = deployment(
      { selector: {} },
      { metadata: { labels: {}, annotations: {}, finalizers: [], managedFields: [] } },
    );
    expect(decodeDeployment(value)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { managedFields: [] },
      spec: { selector: {} },
    });
  });

  it.each([
    ["2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05Z"],
    ["2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["0001-01-01T00:00:00Z", undefined],
  ])("a time %s is stored as %s", (given, stored) => {
    const result = decodeDeployment(deployment({}, { metadata: { creationTimestamp: given } }));
    expect(result.metadata?.creationTimestamp).toBe(stored);
  });

  it("a MicroTime keeps six decimals", () => {
    const schema = schemas.definition("io.k8s.api.coordination.v1.Lease") as SchemaNode;
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "Lease" } as const;
    const lease = (renewTime: string): unknown => ({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {},
      spec: { renewTime },
    });
    expect(decode(lease("2024-01-02T03:04:05.123456+01:00"), schema, options)).toMatchObject({
      spec: { renewTime: "2024-01-02T02:04:05.123456Z" },
    });
    expect(refusalOf(() => decode(lease("2024-01-02T03:04:05Z"), schema, options)).message).toContain("cannot parse");
  });

  it.each<[string | number, string]>([
    [1, "1"],
    ["0.5", "500m"],
    ["1000m", "1"],
    ["1024Mi", "1Gi"],
    [" 2 ", "2"],
    ["1.5Gi", "1536Mi"],
  ])("a quantity %j is stored as %j", (given, stored) => {
    const result = decodeDeployment(deployment(container({ resources: { limits: { cpu: given } } })));
    expect(result.spec).toEqual(container({ resources: { limits: { cpu: stored } } }));
  });
});

describe("nothing is copied unnecessarily", () => {
  const clean = deployment({ replicas: 1, ...container({ resources: { limits: { cpu: "1" } } }) });

  it("an object in decoded form is returned unchanged", () => {
    expect(decodeDeployment(clean)).toBe(clean);
  });

  it("a changed object shares the rest", () => {
    const value = deployment({ replicas: 1, paused: null, ...container({}) }) as { spec: { template: object } };
    const result = decodeDeployment(value) as typeof value;
    expect(result).not.toBe(value);
    expect(result.spec.template).toBe(value.spec.template);
  });

  it("a frozen part that was decoded before is not visited again", () => {
    let reads = 0;
    const spec = { containers: [{ name: "a" }] };
    Object.defineProperty(spec, "nodeName", {
      enumerable: true,
      get: () => {
        reads++;
        return "n1";
      },
    });
    Object.freeze(spec);
    const pod = (name: string): unknown => ({ apiVersion: "v1", kind: "Pod", metadata: { name }, spec });
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "Pod" } as const;
    decode(pod("a"), podSchema, options);
    const once = reads;
    decode(pod("b"), podSchema, options);
    expect(reads).toBe(once);
  });

  it("a frozen part that was refused is refused again", () => {
    const spec = Object.freeze({ containers: [], surprise: 1 });
    const pod = { apiVersion: "v1", kind: "Pod", metadata: {}, spec };
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "Pod" } as const;
    for (let time = 0; time < 2; time++) {
      expect(refusalOf(() => decode(pod, podSchema, options)).message).toContain('unknown field "spec.surprise"');
    }
  });
});

describe("the result of a patch", () => {
  it("is refused as Invalid, with the patch", () => {
    const patch = { type: "strategic", value: { spec: { foo: 1, bar: ["x", null] } } } as const;
    const refusal = refusalOf(() =>
      decode(deployment({ foo: 1 }), deploymentSchema, {
        fieldValidation: "Strict",
        onWarning: () => {},
        kind: "Deployment",
        patch,
      }),
    );
    expect(refusal.code).toBe("Invalid");
    expect(refusal.message).toBe(
      ' "" is invalid: patch: Invalid value: "map[spec:map[bar:[x <nil>] foo:1]]": strict decoding error: unknown field "spec.foo"',
    );
  });

  it("for a merge patch, with the result", () => {
    const body = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: "a" } };
    const patch = { type: "merge", value: {} } as const;
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "Deployment", patch } as const;
    expect(refusalOf(() => decode(body, deploymentSchema, options)).message).toContain(
      'Invalid value: "{\\"apiVersion\\":\\"apps/v1\\",\\"kind\\":\\"Deployment\\",\\"spec\\":{\\"replicas\\":\\"a\\"}}": json: cannot',
    );
  });
});
