// What the site is made from: the packages that are published, their entry points, and where the repository is hosted.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packages, sourceAliases } from "../scripts/packages.mjs";

/** The root of the repository, with a slash. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const manager = "apps/manager";
const managerManifest = JSON.parse(readFileSync(`${root}${manager}/package.json`, "utf8"));

/** Every published package: the libraries, and the program. */
export const publicPackages = [...packages, { name: "manager", directory: manager, manifest: managerManifest }];

/** The source files that the packages' `exports` name, and what they are imported as. */
export const entryPoints = new Map(
  [...Object.entries(sourceAliases), [managerManifest.name, `${root}${manager}/src/index.ts`]]
    .map(([name, file]) => [file, name])
    .sort(([, left], [, right]) => (left < right ? -1 : 1)),
);

/** The repository on its code host. */
export const repositoryUrl = packages[0].manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
