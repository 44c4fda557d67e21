import { writeFile } from "node:fs/promises";
import type { BuildOptions } from "esbuild";
import { defineConfig } from "tsup";
import { sourceAliases } from "../../scripts/packages.mjs";
import { builtFrom, contentOfInputs } from "../../scripts/program-inputs.mjs";
import { parts, separateParts } from "./program-parts.ts";

/** What the program was built from, as it was when the build began. */
let inputs = "";

/**
 * The program: CommonJS made from the workspace's sources, so that `npm start` has nothing else to build. All that a start
 * needs is in one file without blanks, for half of a start is node reading it; names stay, for stack traces.
 */
export const programBuild = {
  entry: {
    main: "src/main.ts",
    ...Object.fromEntries(parts.map(({ name, file }) => [`main.${name}`, file])),
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
    // With one letter outside Latin-1, V8 holds and reads the whole text in two bytes a letter.
    options.charset = "ascii";
    // `require` reads a part at once, where import() would first start node's other loader.
    options.supported = { "dynamic-import": false };
    options.alias = sourceAliases;
  },
  onSuccess: () => writeFile(builtFrom, inputs),
};

export default defineConfig(programBuild);
