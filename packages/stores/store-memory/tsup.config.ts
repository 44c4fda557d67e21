import { defineConfig } from "tsup";
import { sourceAliases } from "../../../scripts/packages.mjs";
import { packageBuild } from "../../../tsup.base.ts";

/** registry, kinds and cel are built in, code and declarations (docs/decisions/004); the declarations from their sources. */
const inside = ["@engenho/registry", "@engenho/kinds", "@engenho/cel"];
const paths = Object.fromEntries(inside.map((name) => [name, [sourceAliases[name] as string]]));

export default defineConfig(
  packageBuild({ noExternal: inside, dts: { resolve: inside, compilerOptions: { baseUrl: ".", paths } } }),
);
