import { readFileSync } from "node:fs";
import * as core from "@engenho/core";
import * as storeMemory from "@engenho/store-memory";
import { expect, it } from "vitest";
import * as replicationcontroller from "../src/index.js";

it("the README's program runs as it stands and prints three pods", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const body = program
    .replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = modules[$2];")
    .replace(/\nmain\(\);\n$/, "\nreturn main();\n");
  const modules = {
    "@engenho/core": core,
    "@engenho/replicationcontroller": replicationcontroller,
    "@engenho/store-memory": storeMemory,
  };
  const printed: unknown[][] = [];
  const run = new Function("modules", "console", body);
  await run(modules, { log: (...line: unknown[]) => printed.push(line) });
  expect(printed.map(([count]) => count)).toEqual([1, 2, 3]);
  for (const [, name] of printed) expect(name).toMatch(/^web-/);
});
