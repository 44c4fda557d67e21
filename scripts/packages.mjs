// The packages of the workspace, read from their package.json files: the one list for lint, the bundler, the benchmarks, the tests and
// the size limits.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a package imports although it does not depend on it, because its build contains it (docs/decisions/004). */
const registryParts = ["storage", "registry", "standard-registry"];
const builtIn = {
  "store-etcd": [...registryParts, "machinery"],
  "store-lmdb": registryParts,
  "store-memory": registryParts,
};

/** Which engenho packages the sources of a package may import, by their short names: those that it depends on, or builds in. */
function importsOf(name, { dependencies = {} }) {
  const declared = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@engenho/"));
  return [...declared.map((dependency) => dependency.replace("@engenho/", "")), ...(builtIn[name] ?? [])];
}

/**
 * Every package that is published from `packages/`: its short name (`core`), its folder from the root, its package.json, and
 * the engenho packages that it may import.
 */
export const packages = readdirSync(`${root}packages`)
  .flatMap((folder) => [
    `packages/${folder}`,
    ...readdirSync(`${root}packages/${folder}`).map((inner) => `packages/${folder}/${inner}`),
  ])
  .filter((directory) => existsSync(`${root}${directory}/package.json`))
  .map((directory) => {
    const manifest = JSON.parse(readFileSync(`${root}${directory}/package.json`, "utf8"));
    const name = manifest.name.replace("@engenho/", "");
    return { name, directory, manifest, imports: importsOf(name, manifest) };
  });

/**
 * The source file of each import of a package (`@engenho/core`, `@engenho/core/testing`), for bundlers. Longer names come first, for
 * esbuild takes an alias for a prefix.
 */
export const sourceAliases = Object.fromEntries(
  packages
    .flatMap(({ directory, manifest }) =>
      Object.entries(manifest.exports)
        .filter(([, target]) => typeof target !== "string")
        .map(([entry, target]) => {
          const built = target.import.default;
          const source = built.replace("./dist/", "src/").replace(/\.js$/, ".ts");
          return [entry.replace(/^\./, manifest.name), `${root}${directory}/${source}`];
        }),
    )
    .sort(([left], [right]) => right.length - left.length),
);
