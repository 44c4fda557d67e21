import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type OutputFile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { programBuild } from "../tsup.bundle.config.js";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The npm package that a file belongs to; undefined for sources of this repository. */
function npmPackage(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

describe("the program's files", () => {
  let outputs: Metafile["outputs"];
  let inputs: Metafile["inputs"];
  let files: readonly OutputFile[];

  beforeAll(async () => {
    const { entry, target, platform, esbuildPlugins, esbuildOptions } = programBuild;
    const options: BuildOptions = {
      absWorkingDir: folder,
      entryPoints: entry,
      bundle: true,
      format: "cjs",
      target,
      platform,
      tsconfig: "tsconfig.json",
      plugins: esbuildPlugins,
      outdir: "dist",
      outExtension: { ".js": ".cjs" },
      write: false,
      metafile: true,
      logOverride: { "empty-import-meta": "silent" },
    };
    esbuildOptions(options);
    const result = await build(options);
    outputs = result.metafile?.outputs ?? {};
    inputs = result.metafile?.inputs ?? {};
    files = result.outputFiles ?? [];
  }, 60_000);

  it("a start loads four npm packages and no others: further ones are loaded when they are needed", () => {
    const inputs = Object.keys(outputs["dist/main.cjs"]?.inputs ?? {});
    const packages = new Set(inputs.map(npmPackage).filter((name) => name !== undefined));
    expect([...packages].sort()).toEqual(["@noble/hashes", "commander", "mitt", "sorted-btree"]);
  });

  it("no source is in two files", () => {
    const places = new Map<string, string[]>();
    for (const [output, { inputs }] of Object.entries(outputs)) {
      for (const input of Object.keys(inputs)) {
        // The modules that connect a part and the program are not sources.
        if (/^(lazy-part|of-main|part-entry):/.test(input)) continue;
        const source = relative(folder, resolve(folder, input.replace(/^part:/, "")));
        places.set(source, [...(places.get(source) ?? []), output]);
      }
    }
    expect([...places].filter(([, where]) => where.length > 1)).toEqual([]);
    expect(places.size).toBeGreaterThan(300);
  });

  it("whatever is imported on demand is a part, because esbuild would wrap all that another module needs", () => {
    const onDemand = Object.entries(inputs).flatMap(([importer, { imports }]) =>
      imports
        .filter(
          ({ kind, external, path }) =>
            kind === "dynamic-import" && external !== true && npmPackage(path) === undefined,
        )
        .map(({ path }) => `${importer}: import("${path}")`),
    );
    expect(onDemand).toEqual([]);
    for (const { path, text } of files) expect(text.includes("__esm("), path).toBe(false);
  });

  it("they are Latin-1, so that V8 stores one byte per character", () => {
    const others = /.{0,20}[\u0100-\uffff]/g;
    for (const { path, text } of files) expect([...text.matchAll(others)].map(String), path).toEqual([]);
  });
});
