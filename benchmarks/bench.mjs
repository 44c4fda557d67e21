// `pnpm bench`: bundles the benchmarks and the program from the workspace's sources, then runs what was asked for.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));
const packages = [
  "cel",
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
  "storage-protection",
  "cel",
  "apiserver",
  "hollow-node",
];

await build({
  absWorkingDir: here,
  entryPoints: [
    "src/main.ts",
    "src/child.ts",
    "src/size/size-process.ts",
    "src/server/writing-manager.ts",
    "src/server/bare-server.ts",
  ],
  outdir: "dist",
  outbase: "src",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  outExtension: { ".js": ".cjs" },
  sourcemap: "linked",
  logLevel: "warning",
  // Sources that are both kinds of module ask for import.meta and do without it.
  logOverride: { "empty-import-meta": "silent" },
  // esbuild measures nothing of ours: the start benchmark calls it to bundle parts of the program.
  external: ["esbuild"],
  alias: {
    "@engenho/core/replicas": `${root}packages/core/src/replicas/index.ts`,
    "@engenho/core/testing": `${root}packages/core/src/testing/index.ts`,
    "@engenho/kinds/descriptions": `${root}packages/kinds/src/descriptions.ts`,
    "@engenho/manager": `${root}apps/manager/src/index.ts`,
    ...Object.fromEntries(packages.map((name) => [`@engenho/${name}`, `${root}packages/${name}/src/index.ts`])),
  },
});

const args = process.argv.slice(2).filter((arg) => arg !== "--");
if (!args.includes("--skip-program")) {
  const tsup = `${root}node_modules/tsup/dist/cli-default.js`;
  const bundled = spawnSync(process.execPath, [tsup, "--config", "tsup.bundle.config.ts", "--silent"], {
    cwd: `${root}apps/manager`,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (bundled.status !== 0) process.exit(1);
}
const { status } = spawnSync(process.execPath, [`${here}dist/main.cjs`, ...args], { stdio: "inherit" });
process.exit(status ?? 1);
