// `pnpm bench`: bundles the benchmarks and the program from the workspace's sources, then runs the selected benchmarks.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sourceAliases } from "../scripts/packages.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  absWorkingDir: here,
  entryPoints: [
    "src/main.ts",
    "src/child.ts",
    "src/size/size-process.ts",
    "src/server/writing-manager.ts",
    "src/server/turn-meter.ts",
    "src/server/bare-server.ts",
    "src/server/access-server.ts",
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
  // Sources that work as either kind of module refer to import.meta, and do without it.
  logOverride: { "empty-import-meta": "silent" },
  // For `createRequire`, which takes a path as well.
  define: { "import.meta.url": "__filename" },
  // esbuild is not measured: the start benchmark calls it to bundle parts of the program.
  external: ["esbuild"],
  alias: { "@engenho/manager": `${root}apps/manager/src/index.ts`, ...sourceAliases },
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
