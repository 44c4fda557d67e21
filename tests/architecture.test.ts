import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { packages } from "../scripts/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = readFileSync(`${root}ARCHITECTURE.md`, "utf8");

interface Place {
  readonly place: string;
  readonly file: string;
  /** What is to be found in the file. */
  readonly names: readonly string[];
}

/** The places that a text names: a package, a file below its sources, and names in it, as in "registry `verbs/create.ts` `validate`". */
function placesOf(markdown: string): readonly Place[] {
  const places = [...markdown.matchAll(/([\w-]+) `([^`\s]+\.ts)`((?:,? `[^`]+`)*)/g)];
  return places.map(([, name = "", path = "", rest = ""]) => {
    const directory = packages.find((one) => one.name === name)?.directory ?? `no package ${name}`;
    const names = [...rest.matchAll(/`([^`]+)`/g)].map(([, each = ""]) => each).filter((each) => !each.endsWith(".ts"));
    return { place: `${name} ${path}`, file: `${root}${directory}/src/${path}`, names };
  });
}

describe("ARCHITECTURE.md", () => {
  const walk = text.slice(text.indexOf("## One Pod create"), text.indexOf("## What runs when"));
  const hops = placesOf(walk);

  it("names files of the walk that exist, with what is to be found in them", () => {
    expect(hops.length).toBeGreaterThan(40);
    const missing = hops.flatMap(({ place, file, names }) => {
      if (!existsSync(file)) return [place];
      const source = readFileSync(file, "utf8");
      return names.filter((name) => !source.includes(name)).map((name) => `${place}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it("shows the arrows that lint enforces", () => {
    const enforced = packages.map(({ name, imports }) => [name, [...imports].sort()]);
    const block = text.slice(text.indexOf("### Arrows")).split("```")[1] ?? "";
    const shown = new Map(
      block.split("\n").flatMap((line) => {
        const [names = "", allowed = ""] = line.split(/ {2,}/);
        return wordsOf(names).map((name) => [name, allowed === "nothing" ? [] : [...wordsOf(allowed)].sort()] as const);
      }),
    );
    shown.delete("manager");
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(enforced));
  });
});

function wordsOf(list: string): readonly string[] {
  return list.match(/[\w-]+/g) ?? [];
}
