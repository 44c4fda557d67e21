import type { Options } from "tsup";

/** The one build of every published package: ESM, CommonJS and declarations from the listed entry files. */
export function packageBuild(options: Options = {}): Options {
  return {
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    dts: true,
    clean: true,
    sourcemap: false,
    splitting: true,
    target: "node20",
    platform: "node",
    ...options,
  };
}
