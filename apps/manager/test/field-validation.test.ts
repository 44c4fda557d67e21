import { findDuplicateKeys } from "@engenho/machinery";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../../../packages/api/apiserver/test/support/test-server.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const widgets = "/apis/example.com/v1/namespaces/default/widgets";
/** Upstream's own sample (test/integration/apiserver/field_validation_test.go): four kinds of error in one object. */
const faulty = (name: string) => `{
  "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "${name}", "labels": {"app": "one"}},
  "spec": {
    "unknown1": "val1",
    "unknownDupe": {"a": 1, "a": 2},
    "unknownDupe": "valDupe2",
    "paused": true,
    "paused": false,
    "selector": {"matchLabels": {"app": "one"}},
    "template": {
      "metadata": {"labels": {"app": "one"}},
      "spec": {"containers": [{
        "name": "main", "image": "nginx", "unknownNested": "val1", "imagePullPolicy": "Always", "imagePullPolicy": "Never"
      }]}
    }
  }
}`;
const inTheOrderOfTheText = [
  'unknown field "spec.unknown1"',
  'unknown field "spec.unknownDupe"',
  'duplicate field "spec.paused"',
  'unknown field "spec.template.spec.containers[0].unknownNested"',
  'duplicate field "spec.template.spec.containers[0].imagePullPolicy"',
];
const yaml = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  unknown1: val1
  unknownDupe: valDupe
  unknownDupe: valDupe2
  paused: true
  paused: false
  selector:
    matchLabels:
      app: one
  template:
    metadata:
      labels:
        app: one
    spec:
      containers:
      - name: main
        image: nginx
        unknownNested: val1
        imagePullPolicy: Always
        imagePullPolicy: Never
`;
const yamlLines = [
  'line 8: key "unknownDupe" already set in map',
  'line 10: key "paused" already set in map',
  'line 24: key "imagePullPolicy" already set in map',
];
const afterYaml = [
  'unknown field "spec.template.spec.containers[0].unknownNested"',
  'unknown field "spec.unknown1"',
  'unknown field "spec.unknownDupe"',
];
const patch = `{"metadata": {"labels": {"a": "1", "a": "2"}}, "spec": {"unknown1": 1, "paused": true, "paused": false}}`;
const afterPatch = [
  'duplicate field "metadata.labels.a"',
  'duplicate field "spec.paused"',
  'unknown field "spec.unknown1"',
];
const types = {
  json: "application/json",
  yaml: "application/yaml",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  operations: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

describe("cases API 8: strict decoding reports unknown and duplicate fields", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ duplicateFields: findDuplicateKeys });
    const whole = faulty("stored");
    expect(await send("POST", deployments, { type: types.json, body: whole, mode: "Ignore" })).toMatchObject({
      code: 201,
    });
    await server.store.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "Widget", plural: "widgets" },
        scope: "Namespaced",
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
              },
            },
          },
        ],
      },
    } as never);
  });
  afterAll(() => server.close());

  interface Request {
    readonly type: string;
    readonly body: string;
    readonly mode: "Ignore" | "Warn" | "Strict";
  }

  async function send(method: string, path: string, { type, body, mode }: Request) {
    const query = `fieldValidation=${mode}&fieldManager=tester`;
    const answer = await server.send(method, `${path}?${query}`, { body, headers: { "content-type": type } });
    const { message } = answer.json as { readonly message?: string };
    const header = String(answer.headers.warning ?? "");
    const warnings = [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
      text.replaceAll(/\\(.)/g, "$1"),
    );
    return { code: answer.code, message: message ?? "", warnings };
  }

  it.each([
    ["POST", deployments, "made"],
    ["PUT", `${deployments}/stored`, "stored"],
  ])("%s of JSON: in the order of the text, what is both as unknown only", async (method, path, name) => {
    const request = { type: types.json, body: faulty(name) };
    expect((await send(method, path, { ...request, mode: "Strict" })).message).toBe(
      `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${inTheOrderOfTheText.join(", ")}`,
    );
    expect((await send(method, path, { ...request, mode: "Warn" })).warnings).toEqual(inTheOrderOfTheText);
    expect((await send(method, path, { ...request, mode: "Ignore" })).warnings).toEqual([]);
  });

  it.each([
    ["POST", deployments, "made-of-yaml"],
    ["PUT", `${deployments}/stored`, "stored"],
  ])(
    "%s of YAML: one error for all duplicate keys, then the unknown fields in key order",
    async (method, path, name) => {
      const request = { type: types.yaml, body: yaml(name) };
      expect((await send(method, path, { ...request, mode: "Strict" })).message).toBe(
        `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${[
          `yaml: unmarshal errors:\n  ${yamlLines.join("\n  ")}`,
          ...afterYaml,
        ].join(", ")}`,
      );
      expect((await send(method, path, { ...request, mode: "Warn" })).warnings).toEqual([...yamlLines, ...afterYaml]);
    },
  );

  it.each([types.merge, types.strategic])("PATCH as %s: duplicate fields, then unknown fields", async (type) => {
    const path = `${deployments}/stored`;
    const strict = await send("PATCH", path, { type, body: patch, mode: "Strict" });
    expect(strict.code).toBe(422);
    expect(strict.message).toContain(`: strict decoding error: ${afterPatch.join(", ")}`);
    expect((await send("PATCH", path, { type, body: patch, mode: "Warn" })).warnings).toEqual(afterPatch);
  });

  it("PATCH as operations: errors in the patch itself, then in its result", async () => {
    const body = `[{"op": "add", "path": "/spec/foo", "value": 1, "spare": 1, "op": "add"}]`;
    const faults = [
      'json patch unknown field "[0].spare"',
      'json patch duplicate field "[0].op"',
      'unknown field "spec.foo"',
    ];
    const path = `${deployments}/stored`;
    const strict = await send("PATCH", path, { type: types.operations, body, mode: "Strict" });
    expect(strict.message).toContain(`: strict decoding error: ${faults.join(", ")}`);
    expect((await send("PATCH", path, { type: types.operations, body, mode: "Warn" })).warnings).toEqual(faults);
  });

  it("apply: duplicate keys with their lines, in JSON too", async () => {
    const body = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1", "x": "2"}}`;
    const path = "/api/v1/namespaces/default/configmaps/a";
    const line = 'line 1: key "x" already set in map';
    const strict = await send("PATCH", path, { type: types.apply, body, mode: "Strict" });
    expect(strict).toMatchObject({
      code: 400,
      message: `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  ${line}`,
    });
    expect((await send("PATCH", path, { type: types.apply, body, mode: "Warn" })).warnings).toEqual([line]);
  });

  it("a custom resource: duplicate fields, then unknown fields, those of its metadata first", async () => {
    const body = `{"apiVersion": "example.com/v1", "kind": "Widget", "spec": {"odd": 1, "odd": 2, "size": 1, "size": 2}, "metadata": {"name": "w", "foo": 1}}`;
    const faults = [
      'duplicate field "spec.odd"',
      'duplicate field "spec.size"',
      'unknown field "metadata.foo"',
      'unknown field "spec.odd"',
    ];
    const strict = await send("POST", widgets, { type: types.json, body, mode: "Strict" });
    expect(strict.message).toBe(
      `Widget in version "v1" cannot be handled as a Widget: strict decoding error: ${faults.join(", ")}`,
    );
    expect((await send("POST", widgets, { type: types.json, body, mode: "Warn" })).warnings).toEqual(faults);
    const merge = { type: types.merge, body: `{"spec": {"size": 3, "size": 4, "odd": 1}}` };
    const afterMerge = ['duplicate field "spec.size"', 'unknown field "spec.odd"'];
    expect((await send("PATCH", `${widgets}/w`, { ...merge, mode: "Warn" })).warnings).toEqual(afterMerge);
    const refused = await send("PATCH", `${widgets}/w`, { ...merge, mode: "Strict" });
    expect(refused.message).toContain(`: strict decoding error: ${afterMerge.join(", ")}`);
  });
});
