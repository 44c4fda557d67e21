import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { flagNames } from "../../src/flags/all-flags.js";

it("the README documents every flag", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  expect([...flagNames()].filter((name) => !readme.includes(`\`--${name}\``))).toEqual([]);
});
