import { defineConfig } from "tsup";
import { packageBuild } from "../../../tsup.base.ts";

/** The one hash that is used of @noble/hashes is built in: service installs nothing but core beside itself. */
export default defineConfig(packageBuild({ noExternal: [/^@noble\/hashes/] }));
