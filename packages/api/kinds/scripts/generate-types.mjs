// Writes packages/api/types/src/generated/ from the catalogue of this package. Called by generate.mjs; run it alone after
// changes to src/catalogue or to the writer only:
//
//   node packages/api/kinds/scripts/generate-types.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sourceAliases } from "../../../../scripts/packages.mjs";

const contents = `
export { standardKinds } from "@engenho/standard-registry";
export { builtInModules } from "./src/typescript/built-in-modules.ts";`;
const resolveDir = fileURLToPath(new URL("..", import.meta.url));
const target = fileURLToPath(new URL("../../types/src/generated/", import.meta.url));

const { outputFiles } = await build({
  stdin: { contents, resolveDir },
  alias: sourceAliases,
  bundle: true,
  platform: "neutral",
  mainFields: ["module", "main"],
  format: "esm",
  write: false,
});
const { builtInModules, standardKinds } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
for (const [file, text] of builtInModules(standardKinds())) {
  writeFileSync(`${target}${file}`, text);
  console.log(`types/${file}: ${(text.length / 1000).toFixed(0)} kB`);
}
