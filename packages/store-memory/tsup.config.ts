import { defineConfig } from "tsup";
import { packageBuild } from "../../tsup.base.ts";

/** registry and kinds are built in, code and declarations (docs/decisions/004). */
const inside = ["@engenho/registry", "@engenho/kinds"];

export default defineConfig(packageBuild({ noExternal: inside, dts: { resolve: inside } }));
