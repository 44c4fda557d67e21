import { defineConfig } from "tsup";
import { packageBuild } from "../../../tsup.base.ts";

/** One file per API version, so that bundlers and editors read only what is used, and types keep their plain names. */
export default defineConfig(packageBuild({ entry: ["src/index.ts", "src/generated/*.ts"] }));
