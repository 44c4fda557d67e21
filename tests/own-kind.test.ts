import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

// The built store contains copies of machinery and registry (docs/decisions/004); the server and the kind bring their own. The tests of the
// example run on the sources, where there is one of each.

const examples = fileURLToPath(new URL("../examples/", import.meta.url));

const contents = `
import { createApiServer } from "@engenho/apiserver";
import { createMemoryStore } from "@engenho/store-memory";
import { websiteKind } from "./website-kind/index.js";

const store = createMemoryStore({ kinds: [websiteKind] });
const descriptions = async () => (await import("@engenho/kinds/descriptions")).describe;
const server = createApiServer({ store, descriptions, authenticate: () => ({ name: "test" }) });
const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
const send = async (method, path, { body, type = "application/json", accept = "application/json" } = {}) => {
  const headers = { accept, ...(body === undefined ? {} : { "content-type": type }) };
  const answer = await fetch("http://127.0.0.1:" + port + path, {
    method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { code: answer.status, body: await answer.json() };
};
const place = "/apis/example.com/v1/namespaces/default/websites";
const website = (name, spec) => ({ apiVersion: "example.com/v1", kind: "Website", metadata: { name }, spec });
const create = (name, spec) => send("POST", place + "?fieldValidation=Strict", { body: website(name, spec) });
const apply = (manager, spec) =>
  send("PATCH", place + "/docs?fieldManager=" + manager, { body: website("docs", spec), type: "application/apply-patch+yaml" });
const answers = {
  created: await create("docs", { host: "docs.example.com" }),
  wrongType: await create("a", { host: "a.example.com", replicas: "two" }),
  unknownField: await create("b", { host: "b.example.com", colour: "red" }),
  invalid: await create("c", { host: "not a host" }),
  applied: await apply("one", { host: "docs.example.com", replicas: 1 }),
  conflict: await apply("two", { host: "docs.example.com", replicas: 3 }),
  table: await send("GET", place, { accept: "application/json;as=Table;g=meta.k8s.io;v=v1" }),
  document: await send("GET", "/openapi/v3/apis/example.com/v1"),
};
await server.close();
await store.close();
console.log(JSON.stringify(answers));
`;

type Answers = Readonly<Record<string, { readonly code: number; readonly body: Readonly<Record<string, unknown>> }>>;

describe("a kind of one's own in the built store behind the built server", () => {
  let answers: Answers;
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: examples },
      bundle: true,
      packages: "external",
      // Without the paths of tsconfig.json, which lead to the sources.
      tsconfigRaw: {},
      format: "esm",
      target: "node20",
      write: false,
    });
    const child = spawn(process.execPath, ["--input-type=module"], {
      cwd: examples,
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(outputFiles[0]?.text);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    await once(child, "close");
    answers = JSON.parse(output) as Answers;
  }, 60_000);

  it("is decoded, defaulted and validated by its schema and strategy", () => {
    expect(answers.created).toMatchObject({ code: 201, body: { spec: { host: "docs.example.com", replicas: 1 } } });
    expect(answers.wrongType).toMatchObject({ code: 400 });
    expect(answers.unknownField).toMatchObject({ code: 400 });
    expect(answers.unknownField?.body.message).toContain('unknown field "spec.colour"');
    expect(answers.invalid).toMatchObject({ code: 422, body: { reason: "Invalid" } });
  });

  it("is applied, with conflicts by field", () => {
    expect(answers.applied).toMatchObject({
      code: 200,
      body: { metadata: { managedFields: [{ manager: "one", operation: "Apply" }, { manager: "node" }] } },
    });
    expect(answers.conflict).toMatchObject({
      code: 409,
      body: { details: { causes: [{ field: ".spec.replicas" }, { field: ".spec.replicas" }] } },
    });
  });

  it("is printed and documented", () => {
    expect(answers.table?.body).toMatchObject({
      kind: "Table",
      rows: [{ cells: ["docs", "docs.example.com", "0/1", expect.any(String)] }],
    });
    const text = JSON.stringify(answers.document?.body);
    expect(text).toContain("com.example.v1.Website");
    expect(text).toContain("The number of replicas that serve it.");
  });
});
