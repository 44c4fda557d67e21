import { describe, expect, it } from "vitest";
import type { ApiClient } from "./support/api-client.js";
import { useCluster } from "./support/use-cluster.js";
import { define, version } from "./support/use-definitions.js";

// test/e2e/apimachinery/field_validation.go, but for its first test, which is in rules.test.ts. Titles are theirs.

const group = "fields.example.com";
const text = { type: "string" };
const number = { type: "integer", format: "int32" };
const ports = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
  items: {
    type: "object",
    required: ["containerPort", "protocol"],
    properties: { containerPort: number, hostIP: text, hostPort: number, name: text, protocol: text },
  },
};
const properties = {
  foo: text,
  cronSpec: { type: "string", pattern: "^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$" },
  ports,
};
const preserving = { "x-kubernetes-preserve-unknown-fields": true };
const schemaOf = (spec: object) => ({ type: "object", properties: { spec: { type: "object", ...spec } } });
const content = `foo: foo1
  cronSpec: "* * * * */5"
  ports:
  - name: x
    containerPort: 80
    protocol: TCP`;

describe("upstream's e2e tests of FieldValidation", () => {
  let admin: ApiClient;
  useCluster((cluster) => {
    ({ admin } = cluster);
  });

  let made = 0;
  /** Defines a kind, and applies an object of it strictly. */
  async function applied(schema: object, yamlOf: (head: string) => string) {
    const kind = `Noxu${++made}`;
    const plural = `${kind.toLowerCase()}s`;
    await define(admin, { group, kind, plural, scope: "Cluster", versions: [version("v1beta1", schema)] });
    const head = `apiVersion: ${group}/v1beta1\nkind: ${kind}\nmetadata:\n  name: mytest`;
    const path = `/apis/${group}/v1beta1/${plural}/mytest?fieldManager=field_validation_mgr&fieldValidation=Strict`;
    return admin.sendText("PATCH", path, yamlOf(head), { "content-type": "application/apply-patch+yaml" });
  }
  const finalizers = "\n  finalizers:\n  - test-finalizer";

  it("should detect unknown metadata fields of a typed object", async () => {
    const labels = { app: "nginx" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "nginx", image: "nginx:latest" }] } };
    const answer = await admin.send(
      "POST",
      "/apis/apps/v1/namespaces/default/deployments?fieldManager=field_validation_mgr&fieldValidation=Strict",
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "my-dep", unknownMeta: "foo", labels },
        spec: { selector: { matchLabels: labels }, template },
      },
    );
    expect(answer.code).toBe(400);
    expect(answer.json.message).toContain('strict decoding error: unknown field "metadata.unknownMeta"');
  });

  it("should create/apply a valid CR for CRD with validation schema", async () => {
    const answer = await applied(schemaOf({ properties }), (head) => `${head}${finalizers}\nspec:\n  ${content}`);
    expect([answer.code, answer.json.spec?.foo]).toEqual([201, "foo1"]);
  });

  it("should create/apply a CR with unknown fields for CRD with no validation schema", async () => {
    const answer = await applied(
      { type: "object", ...preserving },
      (head) => `${head}${finalizers}\nspec:\n  unknown: uk1\n  ${content}`,
    );
    expect([answer.code, answer.json.spec?.unknown]).toEqual([201, "uk1"]);
  });

  it("should create/apply an invalid CR with extra properties for CRD with validation schema", async () => {
    const answer = await applied(
      schemaOf({ properties }),
      (head) => `${head}${finalizers}\nunknownField: unknown\nspec:\n  ${content}`,
    );
    expect(answer.code).toBe(500);
    expect(answer.text).toContain(".unknownField: field not declared in schema");
  });

  it("should detect unknown metadata fields in both the root and embedded object of a CR", async () => {
    const template = {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: { metadata: { type: "object", properties: { name: text } }, spec: { type: "object" } },
    };
    const answer = await applied(
      schemaOf({ ...preserving, properties: { ...properties, template } }),
      (head) => `${head}
  unknownMeta: unknown${finalizers}
spec:
  template:
    apiversion: foo/v1
    kind: Sub
    metadata:
        unknownSubMeta: unknown
        name: subobject
        namespace: default
  ${content}`,
    );
    expect(answer.text).toMatch(
      /\.spec\.template\.metadata\.unknownSubMeta: field not declared in schema|\.metadata\.unknownMeta: field not declared in schema/,
    );
  });

  it("should detect duplicates in a CR when preserving unknown fields", async () => {
    const answer = await applied(
      schemaOf({ ...preserving, properties }),
      (head) => `\n${head}${finalizers}\nspec:\n  unknown: uk1\n  foo: foo0\n  ${content}`,
    );
    expect(answer.code).toBe(400);
    expect(answer.text).toContain('line 11: key \\"foo\\" already set in map');
  });
});
