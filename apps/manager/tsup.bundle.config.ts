import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";
import { defineConfig } from "tsup";
import { sourceAliases } from "../../scripts/packages.mjs";
import { builtFrom, contentOfInputs } from "../../scripts/program-inputs.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/**
 * What the ready line does not need, by how it is imported: each is a file of its own beside the program, read when it is
 * first used. They share no code with the program nor with each other, so nothing is there twice.
 */
const parts: Readonly<Record<string, { readonly name: string; readonly file: string }>> = {
  "./generated/descriptions.js": { name: "descriptions", file: `${packages}/kinds/src/generated/descriptions.ts` },
  "../generated/protobuf-fields.js": {
    name: "protobuf",
    file: `${packages}/apiserver/src/generated/protobuf-fields.ts`,
  },
  "./encoding/yaml.js": { name: "yaml-answers", file: `${packages}/apiserver/src/encoding/yaml.ts` },
  "./exposition.js": { name: "metrics", file: "src/metrics/exposition.ts" },
  "./pino-logger.js": { name: "pino", file: "src/logging/pino-logger.ts" },
  "js-yaml": { name: "yaml", file: packageFile("js-yaml", here) },
  re2js: { name: "re2js", file: packageFile("re2js", `${packages}/registry/`) },
  "./cel/index.js": { name: "cel", file: `${packages}/registry/src/custom-resources/cel/index.ts` },
  "./core-structs.js": { name: "core-structs", file: `${packages}/registry/src/validation/go-diff/core-structs.ts` },
};

function packageFile(name: string, dependent: string): string {
  return createRequire(`${dependent}package.json`).resolve(name);
}

/**
 * Parts that are imported at the top of a module, for bundlers and browsers to follow, with the names that are used of
 * them: here they are read when one of these is used first.
 */
export const lazyImports: Readonly<Record<string, readonly string[]>> = {
  "../generated/protobuf-fields.js": ["protobufFieldsJson"],
  re2js: ["RE2JS"],
  "./cel/index.js": ["RulesContext", "compileRuleValidator", "parseFieldPath"],
  "./core-structs.js": ["coreStructs"],
};

/** Leaves the {@link parts} out of whoever imports them. */
const separateParts: Plugin = {
  name: "separate-parts",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path, kind }) => {
      const part = kind === "entry-point" ? undefined : parts[path];
      if (part === undefined) return undefined;
      if (kind === "import-statement" && Object.hasOwn(lazyImports, path)) return { path, namespace: "lazy-part" };
      return { path: `./main.${part.name}.cjs`, external: true };
    });
    build.onLoad({ filter: /./, namespace: "lazy-part" }, ({ path }) => {
      const getters = lazyImports[path]?.map(
        (name) => `get ${name}() { return require(${JSON.stringify(path)}).${name}; }`,
      );
      return { contents: `module.exports = { ${getters?.join(", ")} };`, resolveDir: here };
    });
  },
};

/** What the program was built from, as it was when the build began. */
let inputs = "";

/**
 * The program: CommonJS made from the workspace's sources, so that `npm start` has nothing else to build. All that a start
 * needs is in one file without blanks, for half of a start is node reading it; names stay, for stack traces.
 */
export const programBuild = {
  entry: {
    main: "src/main.ts",
    ...Object.fromEntries(Object.values(parts).map(({ name, file }) => [`main.${name}`, file])),
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
