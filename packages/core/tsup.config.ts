import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

/** mitt is bundled: core has no dependencies except @engenho/types. */
export default defineConfig(
  packageBuild({
    entry: ["src/index.ts", "src/testing/index.ts"],
    noExternal: ["mitt"],
    dts: { resolve: [/^\.{1,2}\//] },
  }),
);
