import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

/** mitt's code and kubernetes-types' declarations are built in: core installs nothing but itself. */
export default defineConfig(
  packageBuild({
    entry: ["src/index.ts", "src/testing/index.ts"],
    noExternal: ["mitt"],
    dts: { resolve: [/^kubernetes-types/, /^\.{1,2}\//] },
  }),
);
