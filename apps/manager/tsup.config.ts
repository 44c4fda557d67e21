import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";
import { programBuild } from "./tsup.bundle.config.ts";

/** The library is built like any other package, after which the program is built beside it. */
export default defineConfig([packageBuild(), programBuild]);
