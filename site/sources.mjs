// The sources of the site: the published packages, their entry points, and the repository's URL.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packages, sourceAliases } from "../scripts/packages.mjs";

/** The root of the repository, with a slash. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const manager = "apps/manager";
const managerManifest = JSON.parse(readFileSync(`${root}${manager}/package.json`, "utf8"));

/** Every published package: the libraries and the manager. */
export const publicPackages = [...packages, { name: "manager", directory: manager, manifest: managerManifest }];

/** A package and the public packages that it depends on, dependencies first. */
function withDependencies(one) {
  const { dependencies, devDependencies } = one.manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return [...publicPackages.filter(({ manifest }) => names.includes(manifest.name)).flatMap(withDependencies), one];
}

/**
 * The source files of the entry points of all packages, and the names under which they are imported. Dependencies come first, so
 * that a name that another package re-exports is documented by the package that declares it.
 */
export const entryPoints = new Map(
  [...new Set(publicPackages.flatMap(withDependencies))].flatMap(({ manifest, directory }) =>
    directory === manager
      ? [[`${root}${manager}/src/index.ts`, manifest.name]]
      : Object.entries(sourceAliases)
          .filter(([name]) => `${name}/`.startsWith(`${manifest.name}/`))
          .map(([name, file]) => [file, name]),
  ),
);

/** The URL of the repository on its code host. */
export const repositoryUrl = packages[0].manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
