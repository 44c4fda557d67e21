import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCommandLine } from "../src/command-line.js";

const website = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: websites.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Website, plural: websites }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
`;

describe("engenho types", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function run(...files: string[]): Promise<string> {
    const commandLine = await readCommandLine(
      { argv: ["types", ...files], program: "main.cjs", env: {}, tell: () => {} },
      "0.0.0",
    );
    return commandLine.type === "print" ? commandLine.text : "";
  }

  async function fileOf(name: string, text: string): Promise<string> {
    const file = join(directory, name);
    await writeFile(file, text);
    return file;
  }

  it("prints the types of the definitions among the documents of several files", async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${website.trim().replaceAll("\n", "\n  ").replaceAll("ebsite", "idget")}\n`;
    const first = await fileOf("first.yaml", `apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---${website}`);
    const text = await run(first, await fileOf("second.yaml", list));
    expect(text).toContain("export interface Website extends KubernetesObject {");
    expect(text).toContain("export const widgets: KindToken<Widget> = defineKind({");
  });

  it.each<[string, string, string]>([
    ["no definition", "kind: Pod", "has no CustomResourceDefinition of apiextensions.k8s.io/v1"],
    ["what is not YAML", "a: [", "is not YAML: "],
    ["nothing", "", "has no CustomResourceDefinition of apiextensions.k8s.io/v1"],
  ])("refuses a file with %s", async (name, text, message) => {
    const file = await fileOf(`${name}.yaml`, text);
    await expect(run(file)).rejects.toMatchObject({
      message: expect.stringContaining(`${file} ${message}`),
      exitCode: 2,
    });
  });

  it("is refused with its usage without files, prints it on --help, and names a file that cannot be read", async () => {
    await expect(run()).rejects.toThrow("usage: engenho types <file>...");
    expect(await run("--help")).toContain("Usage: engenho types <file>...");
    await expect(run(join(directory, "missing.yaml"))).rejects.toThrow(/^cannot read .*missing\.yaml: ENOENT/);
  });
});
