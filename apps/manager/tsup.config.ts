import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";
import { programBuild } from "./tsup.bundle.config.js";

/** Builds the library like any other package, and then the program. */
export default defineConfig([packageBuild(), programBuild]);
