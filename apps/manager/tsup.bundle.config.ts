import { writeFile } from "node:fs/promises";
import type { BuildOptions } from "esbuild";
import { defineConfig } from "tsup";
import { checkCommonJs } from "../../scripts/check-commonjs.mjs";
import { sourceAliases } from "../../scripts/packages.mjs";
import { builtFrom, contentOfInputs } from "../../scripts/program-inputs.mjs";
import { parts } from "./program-parts.js";
import { entryOf, separateParts } from "./separate-parts.js";

/** The inputs of the program at the beginning of the build. */
let inputs = "";

/**
 * The program: CommonJS built from the workspace's sources, so that `npm start` has nothing else to build. Everything needed
 * at the start is in one file without whitespace, because half of the startup is Node reading it; names are kept for stack
 * traces.
 */
export const programBuild = {
  entry: {
    main: "src/main.ts",
    etcd: "src/envtest/etcd.ts",
    ...Object.fromEntries(parts.map((part) => [`main.${part.name}`, entryOf(part)])),
  },
  format: ["cjs" as const],
  target: "node20",
  platform: "node" as const,
  noExternal: [/./],
  splitting: false,
  esbuildPlugins: [separateParts],
  esbuildOptions(options: BuildOptions) {
    inputs = contentOfInputs();
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    options.lineLimit = 200;
    // If a source has a character outside Latin-1, V8 stores all of it with two bytes per character.
    options.charset = "ascii";
    // `require` loads a part directly, where import() would initialize Node's ESM loader first.
    options.supported = { "dynamic-import": false };
    options.alias = sourceAliases;
    // For `createRequire`, which takes a path as well.
    options.define = { ...options.define, "import.meta.url": "__filename" };
  },
  async onSuccess() {
    checkCommonJs("dist");
    await writeFile(builtFrom, inputs);
  },
};

export default defineConfig(programBuild);
