import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "../support/kubectl.js";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";
import { define, version } from "./support/use-definitions.js";

// test/e2e/apimachinery/crd_publish_openapi.go. Titles are theirs.

const text = (description: string, more: object = {}) => ({ description, type: "string", ...more });
const list = (description: string, items: object) => ({ description, type: "array", items });
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

const foo = object(
  {
    spec: object(
      {
        bars: list(
          "List of Bars and their specs.",
          object(
            {
              name: text("Name of Bar."),
              age: text("Age of Bar."),
              feeling: text("Whether Bar is feeling great.", { enum: ["Great", "Down"] }),
              bazs: list("List of Bazs.", { type: "string" }),
            },
            { required: ["name"] },
          ),
        ),
      },
      { description: "Specification of Foo" },
    ),
    status: object(
      {
        bars: list(
          "List of Bars and their statuses.",
          object({
            name: text("Name of Bar."),
            available: { description: "Whether the Bar is installed.", type: "boolean" },
            quxType: text("Indicates to external qux type.", { pattern: "in-tree|out-of-tree" }),
          }),
        ),
      },
      { description: "Status of Foo" },
    ),
  },
  { description: "Foo CRD for Testing" },
);
const waldo = (more: object = {}, ofSpec: object = {}) =>
  object(
    {
      spec: object(
        { dummy: { description: "Dummy property.", type: "object" } },
        { description: "Specification of Waldo", ...ofSpec },
      ),
      status: object(
        { bars: list("List of Bars and their statuses.", { type: "object" }) },
        { description: "Status of Waldo" },
      ),
    },
    { description: "Waldo CRD for Testing", ...more },
  );
const preserving = { "x-kubernetes-preserve-unknown-fields": true };

describe("upstream's e2e tests of CustomResourcePublishOpenAPI", () => {
  let admin: ApiClient;
  let folder = "";
  let kubectl: Kubectl;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    folder = await mkdtemp(join(tmpdir(), "engenho-openapi-"));
    const { address, token, caCertificate } = cluster.manager;
    const file = join(folder, "kubeconfig");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "c",
          cluster: { server: address, "certificate-authority-data": Buffer.from(caCertificate).toString("base64") },
        },
      ],
      users: [{ name: "u", user: { token } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    await writeFile(file, JSON.stringify(config));
    kubectl = new Kubectl(file, "default");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** `com.example.` and so on: the group backwards. */
  const nameOf = (group: string, versionName: string, kind: string) =>
    [...group.split(".").reverse(), versionName, kind].join(".");
  const published = async () => (await admin.get("/openapi/v2")).definitions as Record<string, AnyObject>;
  /** The definition without what is published with every kind. */
  const own = ({ "x-kubernetes-group-version-kind": _, properties, ...rest }: AnyObject) => {
    const { apiVersion: _version, kind: _kind, metadata: _metadata, ...others } = properties ?? {};
    return Object.keys(others).length === 0 ? rest : { ...rest, properties: others };
  };
  const isPublished = (name: string, schema?: object) =>
    eventually(
      async () => (await published())[name],
      (found) => {
        if (found !== undefined && schema !== undefined) expect(own(found)).toEqual(schema);
        return found !== undefined;
      },
    );
  const isGone = (name: string) => eventually(published, (all) => all[name] === undefined);

  /** Defines a kind with one schema in several versions, and waits until all of them are published. */
  async function setUp(group: string, kind: string, { schema, expected, versions }: AnyObject) {
    const path = await define(admin, {
      group,
      kind,
      plural: `${kind.toLowerCase()}s`,
      versions: versions.map((name: string, index: number) => version(name, schema, { storage: index === 0 })),
    });
    for (const name of versions) await isPublished(nameOf(group, name, kind), expected);
    return {
      path,
      clean: async () => {
        await admin.delete(path);
        for (const name of versions) await isGone(nameOf(group, name, kind));
      },
    };
  }

  const hasClient = hasKubectl();
  /** Creates, applies and deletes an object with kubectl, which validates it by what is published. */
  async function accepts(plural: string, content: AnyObject): Promise<void> {
    for (const command of ["create -f -", "apply -f -"]) {
      await kubectl.run(command, JSON.stringify(content));
      await kubectl.run(`delete ${plural} ${content.metadata.name}`);
    }
  }
  const cr = (group: string, kind: string, more: object) => ({
    kind,
    apiVersion: `${group}/v1`,
    metadata: { name: "test-cr" },
    ...more,
  });
  const explains = async (name: string, pattern: RegExp) =>
    expect(await kubectl.run(`explain ${name}`)).toMatch(pattern);

  it.skipIf(!hasClient)("works for CRD with validation schema", async () => {
    const group = "foo.example.com";
    const { clean } = await setUp(group, "Foo", { schema: foo, expected: foo, versions: ["v1"] });
    await accepts("foos", cr(group, "Foo", { spec: { bars: [{ name: "test-bar" }] } }));
    const refusals = [
      [{ bars: [{ name: "test-bar", feeling: "NonExistentValue" }] }, 'Unsupported value: "NonExistentValue"'],
      [{ foo: true }, 'unknown field "spec.foo"'],
      [{ bars: [{ age: "10" }] }, "spec.bars[0].name: Required value"],
    ] as const;
    for (const [spec, words] of refusals) {
      for (const command of ["create -f -", "apply -f -"])
        expect(await kubectl.fail(command, JSON.stringify(cr(group, "Foo", { spec })))).toContain(words);
    }
    await explains(
      "foos",
      /DESCRIPTION:.*Foo CRD for Testing.*FIELDS:.*apiVersion.*<string>.*APIVersion defines.*spec.*<Object>.*Specification of Foo/s,
    );
    await explains(
      "foos.metadata",
      /DESCRIPTION:.*Standard object's metadata.*FIELDS:.*creationTimestamp.*<string>.*CreationTimestamp is a timestamp/s,
    );
    await explains(
      "foos.spec",
      /DESCRIPTION:.*Specification of Foo.*FIELDS:.*bars.*<\[\]Object>.*List of Bars and their specs/s,
    );
    await explains(
      "foos.spec.bars",
      /bars.*<\[\]Object>.*DESCRIPTION:.*List of Bars and their specs.*FIELDS:.*bazs.*<\[\]string>.*List of Bazs.*name.*<string>.*Name of Bar/s,
    );
    expect(await kubectl.fail("explain foos.spec.bars2")).toContain('field "bars2" does not exist');
    await clean();
  });

  it.skipIf(!hasClient)("works for CRD without validation schema", async () => {
    const group = "empty.example.com";
    const schema = { type: "object", ...preserving };
    const { clean } = await setUp(group, "Empty", { schema, expected: { type: "object" }, versions: ["v1"] });
    await accepts("emptys", cr(group, "Empty", { a: { b: [{ c: "d" }] } }));
    await explains("emptys", /DESCRIPTION:.*<empty>/s);
    await clean();
  });

  it.skipIf(!hasClient)("works for CRD preserving unknown fields at the schema root", async () => {
    const group = "unknown-at-root.example.com";
    const { clean } = await setUp(group, "Root", { schema: waldo(preserving), versions: ["v1"] });
    await accepts("roots", cr(group, "Root", { a: { b: [{ c: "d" }] } }));
    await explains("roots", /KIND:.*Root/s);
    await clean();
  });

  it.skipIf(!hasClient)("works for CRD preserving unknown fields in an embedded object", async () => {
    const group = "unknown-in-nested.example.com";
    const { clean } = await setUp(group, "Nested", { schema: waldo({}, preserving), versions: ["v1"] });
    await accepts("nesteds", cr(group, "Nested", { spec: { a: null, b: [{ c: "d" }] } }));
    await explains("nesteds", /DESCRIPTION:.*Waldo CRD for Testing/s);
    await clean();
  });

  it("works for multiple CRDs of different groups", async () => {
    const first = await setUp("foo.example.com", "Foo", { schema: foo, expected: foo, versions: ["v1"] });
    const second = await setUp("waldo.example.com", "Waldo", {
      schema: waldo(),
      expected: waldo(),
      versions: ["v1beta1"],
    });
    await isPublished("com.example.foo.v1.Foo", foo);
    await second.clean();
    await isPublished("com.example.foo.v1.Foo", foo);
    await first.clean();
  });

  it("works for multiple CRDs of same group but different versions", async () => {
    const both = await setUp("multi-ver.example.com", "Foo", { schema: foo, expected: foo, versions: ["v2", "v3"] });
    await both.clean();
    const first = await setUp("common.example.com", "Foo", { schema: foo, expected: foo, versions: ["v4"] });
    const second = await setUp("common.example.com", "Waldo", { schema: waldo(), expected: waldo(), versions: ["v5"] });
    await isPublished("com.example.common.v4.Foo", foo);
    await first.clean();
    await second.clean();
  });

  it("works for multiple CRDs of same group and version but different kinds", async () => {
    const first = await setUp("common.example.com", "Foo", { schema: foo, expected: foo, versions: ["v6"] });
    const second = await setUp("common.example.com", "Waldo", { schema: waldo(), expected: waldo(), versions: ["v6"] });
    await isPublished("com.example.common.v6.Foo", foo);
    await first.clean();
    await isPublished("com.example.common.v6.Waldo", waldo());
    await second.clean();
  });

  it("updates the published spec when one version gets renamed", async () => {
    const group = "renamed.example.com";
    const { path } = await setUp(group, "Foo", { schema: foo, expected: foo, versions: ["v2", "v3"] });
    const patch = [
      { op: "test", path: "/spec/versions/1/name", value: "v3" },
      { op: "replace", path: "/spec/versions/1/name", value: "v4" },
    ];
    const type = { "content-type": "application/json-patch+json" };
    expect((await admin.send("PATCH", path, patch, type)).code).toBe(200);
    await isPublished(nameOf(group, "v4", "Foo"), foo);
    await isGone(nameOf(group, "v3", "Foo"));
    await isPublished(nameOf(group, "v2", "Foo"), foo);
    await admin.delete(path);
  });

  it("removes definition from spec when one version gets changed to not be served", async () => {
    const group = "multi-to-single.example.com";
    const { path } = await setUp(group, "Foo", { schema: foo, expected: foo, versions: ["v5", "v6alpha1"] });
    const current = await admin.get(path);
    current.spec.versions[1].served = false;
    await admin.update(path, current);
    await isGone(nameOf(group, "v6alpha1", "Foo"));
    await isPublished(nameOf(group, "v5", "Foo"), foo);
    await admin.delete(path);
  });

  it.skipIf(!hasClient)("kubectl explain works for CR with the same resource name as built-in object", async () => {
    const schema = object(
      { spec: object({ dummy: text("Dummy property.") }, { description: "Specification of CustomService" }) },
      { description: "CustomService CRD for Testing" },
    );
    const { path, clean } = await setUp("service.example.com", "Service", {
      schema,
      expected: schema,
      versions: ["v1"],
    });
    await admin.patch(path, { spec: { names: { shortNames: ["ksvc"] } } });
    await eventually(
      () => admin.get("/apis/service.example.com/v1"),
      ({ resources }) => resources[0]?.shortNames?.includes("ksvc"),
    );
    // kubectl keeps the short names that it has once read.
    expect(await kubectl.run("api-resources --cached=false")).toContain("ksvc");
    await explains(
      "ksvc.spec",
      /DESCRIPTION:.*Specification of CustomService.*FIELDS:.*dummy.*<string>.*Dummy property/s,
    );
    await clean();
  });
});
