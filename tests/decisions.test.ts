import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL("../docs/decisions/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

it("the index of decisions lists every decision with its title", () => {
  const rows = readdirSync(folder)
    .filter((name) => /^\d{3}-/.test(name))
    .sort()
    .map((name) => {
      const [, number, title] = /^# (\d{3}): (.+)\n/.exec(read(name)) ?? [];
      expect(name.slice(0, 3), name).toBe(number);
      return `| [${number}](${name}) | ${title} |`;
    });
  expect(
    read("README.md")
      .split("\n")
      .filter((line) => line.startsWith("| [")),
  ).toEqual(rows);
});
