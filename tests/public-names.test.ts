import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as core from "@engenho/core";
import * as types from "@engenho/types";
import { describe, expect, it } from "vitest";
import { publishedFolders } from "./support/tarballs.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const others = publishedFolders.filter((folder) => folder !== "packages/core" && folder !== "apps/engenho");

/** The texts of the files below a folder with one of these endings. */
async function textsIn(folder: string, pattern: RegExp, recursive: boolean): Promise<readonly string[]> {
  const paths = (await readdir(`${root}${folder}`, { recursive })).filter((path) => pattern.test(path));
  return Promise.all(paths.map((path) => readFile(`${root}${folder}/${path}`, "utf8")));
}

/** The names that a text imports from core. */
function importedNames(text: string): readonly string[] {
  const imports = [...text.matchAll(/import (?:type )?\{([^}]*)\} from "@engenho\/core"/g)];
  return imports.flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
}

describe("the public names of core, beside the types that it re-exports", () => {
  it("are each imported by another package, an example or a README", async () => {
    const texts = await Promise.all([
      textsIn("packages/core", /^README\.md$/, false),
      textsIn("examples", /\.mjs$/, false),
      textsIn("benchmarks/src", /\.ts$/, true),
      ...others.map((folder) => textsIn(`${folder}/src`, /^(?!generated).*\.ts$/, true)),
    ]);
    const used = new Set(texts.flat().flatMap(importedNames));
    const own = Object.keys(core).filter((name) => !Object.hasOwn(types, name));
    expect(own.length).toBeGreaterThan(40);
    expect(own.filter((name) => !used.has(name))).toEqual([]);
  });
});
