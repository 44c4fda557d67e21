import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));
const bundled = [
  "core",
  "kinds",
  "registry",
  "store-memory",
  "replicaset",
  "replicationcontroller",
  "deployment",
  "service",
  "gc",
  "namespace",
  "serviceaccount",
  "apiserver",
  "hollow-node",
];

/**
 * The registry loads its engines for custom kinds by `createRequire`, which the bundler does not follow: the program would
 * look for them beside itself. A plain `require` is followed, and stays as lazy.
 */
const bundledEngines = {
  name: "bundled-engines",
  setup(build: {
    onLoad(
      options: { filter: RegExp },
      load: (file: { path: string }) => Promise<{ contents: string; loader: "ts" }>,
    ): void;
  }) {
    build.onLoad({ filter: /custom-resources[\\/]engines\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll('return load("', 'return require("'), loader: "ts" };
    });
  },
};

/**
 * The program: one CommonJS file with everything in it, made from the workspace's sources, so that it starts fast and
 * `npm start` has nothing else to build.
 */
export const programBuild = {
  entry: { main: "src/main.ts" },
  format: ["cjs" as const],
  target: "node20",
  platform: "node" as const,
  noExternal: [/./],
  splitting: false,
  banner: { js: "#!/usr/bin/env node" },
  esbuildPlugins: [bundledEngines],
  esbuildOptions(options: { alias?: Record<string, string> }) {
    options.alias = {
      "@engenho/core/replicas": `${packages}/core/src/replicas/index.ts`,
      "@engenho/kinds/descriptions": `${packages}/kinds/src/descriptions.ts`,
      ...Object.fromEntries(bundled.map((name) => [`@engenho/${name}`, `${packages}/${name}/src/index.ts`])),
    };
  },
};

export default defineConfig(programBuild);
