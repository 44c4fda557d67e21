// Whether built CommonJS files parse, as Node would find out when it loads them: tsup transforms syntax after esbuild (sucrase, for the
// sake of splitting), and makes an arrow function of `a ?? (yield* b)`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";

/** Throws SyntaxError, with the file's name and line in its stack, if a .cjs file in a directory does not parse. */
export function checkCommonJs(directory) {
  for (const file of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".cjs")) continue;
    const path = join(directory, file);
    const source = readFileSync(path, "utf8").replace(/^#!.*/, "");
    compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"], { filename: path });
  }
}
