import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { packages } from "../scripts/packages.mjs";
import { describeCircle, type FileImport, folderCircles } from "./support/folder-circles.js";
import { sourceImports } from "./support/source-imports.js";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const sources = [...packages.map(({ directory }) => directory), "apps/manager"].map(
  (directory) => [directory, sourceImports(`${root}${directory}`)] as const,
);

describe("the folders of the packages", () => {
  it.each(sources)("%s: no folder imports one that imports it, by whatever way", (_directory, { files }) => {
    expect(folderCircles(files).map(describeCircle)).toEqual([]);
  });

  it("are read with their imports: core's engine imports its store", () => {
    const core = new Map(sources).get("packages/core")?.files ?? [];
    expect(core.some(({ from, to }) => from.startsWith("engine/") && to.startsWith("store/"))).toBe(true);
  });
});

describe("the packages", () => {
  // What is a devDependency only is built in (tsup).
  it.each(sources)("%s imports only npm packages that its package.json names", (directory, { packages: imported }) => {
    const manifest = JSON.parse(readFileSync(`${root}${directory}/package.json`, "utf8")) as Manifest;
    const declared = new Set(
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }),
    );
    expect([...imported].filter((name) => !declared.has(name))).toEqual([]);
  });

  // That they import no others is linted.
  it("import every engenho package that they may import: no arrow is unused", () => {
    const imported = new Map(sources.map(([directory, imports]) => [directory, imports.packages]));
    const vain = packages.flatMap(({ name, directory, imports }) =>
      imports.filter((other) => !imported.get(directory)?.has(`@engenho/${other}`)).map((other) => `${name}: ${other}`),
    );
    expect(vain).toEqual([]);
  });
});

describe("folderCircles", () => {
  function circlesOf(...arrows: readonly string[]): readonly string[] {
    const imports = arrows.map((arrow): FileImport => {
      const [from = "", to = ""] = arrow.split(" ");
      return { from, to };
    });
    return folderCircles(imports).map(describeCircle);
  }

  it.each([
    ["imports in one direction", ["a/x.ts b/y.ts", "b/y.ts c/z.ts", "a/x.ts c/z.ts"]],
    ["files of one folder", ["a/x.ts a/y.ts", "a/y.ts a/x.ts"]],
    ["a folder and the folders in it", ["a/x.ts a/b/y.ts", "a/b/y.ts a/x.ts"]],
    ["files right in src/", ["x.ts y.ts", "y.ts x.ts"]],
    ["an index that imports all", ["index.ts a/x.ts", "index.ts b/y.ts", "a/x.ts b/y.ts"]],
  ])("finds none: %s", (_case, arrows) => {
    expect(circlesOf(...arrows)).toEqual([]);
  });

  it("finds two folders that import each other, once", () => {
    expect(circlesOf("a/x.ts b/y.ts", "b/z.ts a/x.ts")).toEqual([
      "a > b > a\n  a/x.ts imports b/y.ts\n  b/z.ts imports a/x.ts",
    ]);
  });

  it("finds one of three folders, by way of the folders in them", () => {
    expect(circlesOf("a/x.ts b/y.ts", "b/d/y.ts c/z.ts", "c/d/e/z.ts a/x.ts")).toEqual([
      "a > b > c > a\n  a/x.ts imports b/y.ts\n  b/d/y.ts imports c/z.ts\n  c/d/e/z.ts imports a/x.ts",
    ]);
  });

  it("finds a folder and a file right in src/ that import each other", () => {
    expect(circlesOf("context.ts a/x.ts", "a/x.ts context.ts")).toEqual([
      "a > context.ts > a\n  a/x.ts imports context.ts\n  context.ts imports a/x.ts",
    ]);
  });

  it("finds each of two circles", () => {
    const circles = circlesOf("a/x.ts b/x.ts", "b/x.ts a/x.ts", "b/x.ts c/x.ts", "c/x.ts d/x.ts", "d/x.ts c/x.ts");
    expect(circles.map((circle) => circle.split("\n")[0])).toEqual(["a > b > a", "c > d > c"]);
  });
});
