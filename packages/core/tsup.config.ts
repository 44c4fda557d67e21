import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

/** mitt's code is built in: core installs nothing but itself and the types. */
export default defineConfig(
  packageBuild({
    entry: ["src/index.ts", "src/testing/index.ts"],
    noExternal: ["mitt"],
    dts: { resolve: [/^\.{1,2}\//] },
  }),
);
