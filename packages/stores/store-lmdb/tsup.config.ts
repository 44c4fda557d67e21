import { defineConfig } from "tsup";
import { packages, sourceAliases } from "../../../scripts/packages.mjs";
import { packageBuild } from "../../../tsup.base.ts";

/**
 * The packages that a registry consists of are bundled, both code and declarations (docs/decisions/004); the declarations are built from
 * their sources. `shims` gives the CommonJS build an `import.meta.url`.
 */
const inside = packages
  .filter(({ directory, name }) => directory.startsWith("packages/api/") && !["apiserver", "types"].includes(name))
  .map(({ manifest }) => manifest.name);
const paths = Object.fromEntries(inside.map((name) => [name, [sourceAliases[name] as string]]));

export default defineConfig(
  packageBuild({ shims: true, noExternal: inside, dts: { resolve: inside, compilerOptions: { baseUrl: ".", paths } } }),
);
