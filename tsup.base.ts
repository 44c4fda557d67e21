import type { Options } from "tsup";
import { checkCommonJs } from "./scripts/check-commonjs.mjs";

/**
 * The one build of every published package: ESM, CommonJS and declarations from the listed entry files. It fails if a CommonJS file does
 * not parse.
 */
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
    onSuccess: async () => checkCommonJs("dist"),
    ...options,
  };
}
