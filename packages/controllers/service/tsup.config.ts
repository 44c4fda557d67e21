import { defineConfig } from "tsup";
import { packageBuild } from "../../../tsup.base.ts";

/** The hash function from @noble/hashes is bundled, so that the package depends on core only. */
export default defineConfig(packageBuild({ noExternal: [/^@noble\/hashes/] }));
