import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";
import type { FileImport } from "./folder-circles.js";

/** What the sources of a package import. */
export interface SourceImports {
  /** Among each other, types included. */
  readonly files: readonly FileImport[];
  /** The names of other packages, without those of Node. */
  readonly packages: ReadonlySet<string>;
}

/** The imports of all files below `src/` in a package's directory: static ones, dynamic ones, and what is exported from elsewhere. */
export function sourceImports(directory: string): SourceImports {
  const sources = readdirSync(`${directory}/src`, { recursive: true, encoding: "utf8" });
  const files: FileImport[] = [];
  const packages = new Set<string>();
  for (const from of sources.filter((file) => file.endsWith(".ts"))) {
    const { importedFiles } = ts.preProcessFile(readFileSync(`${directory}/src/${from}`, "utf8"));
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith(".")) packages.add(packageNameOf(fileName));
      else {
        const to = posix.join(posix.dirname(from), fileName).replace(/\.js$/, ".ts");
        if (!to.startsWith("..")) files.push({ from, to });
      }
    }
  }
  return { files, packages: new Set([...packages].filter((name) => !name.startsWith("node:"))) };
}

function packageNameOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
