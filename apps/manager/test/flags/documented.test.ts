import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { controllerCatalogue } from "../../src/controller-catalogue.js";
import { flagNames } from "../../src/flags/all-flags.js";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

it("the README documents every flag", () => {
  expect([...flagNames()].filter((name) => !readme.includes(`\`--${name}\``))).toEqual([]);
});

it("the README lists every controller", () => {
  const names = controllerCatalogue.map(({ name }) => name);
  expect(names.filter((name) => !new RegExp(`(^|\\s)${name}[,;]`, "m").test(readme))).toEqual([]);
});
