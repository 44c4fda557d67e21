import { describe, expect, it } from "vitest";
import { areAlive, findLaunchers, type ProcessFacts } from "../src/launchers.js";

/** Processes by id, each the child of the next. */
function chain(...commands: readonly string[]): Map<number, ProcessFacts> {
  return new Map(commands.map((command, index) => [10 + index, { parent: 11 + index, command }]));
}
const find = (...commands: readonly string[]) => {
  const processes = chain(...commands);
  return findLaunchers(10, (pid) => processes.get(pid));
};

describe("the program's launchers", () => {
  it.each([
    ["npm start", ["sh -c node scripts/start.mjs", "npm start ", "bash"], 2],
    ["npm, with a shell that becomes the program", ["npm run start ", "-zsh"], 1],
    ["npx", ["sh -c engenho --port 0", "npm exec @engenho/manager --port 0", "bash"], 2],
    [
      "pnpm",
      ["sh -c node scripts/start.mjs", "/usr/bin/node /usr/lib/node_modules/pnpm/bin/pnpm.cjs start", "bash"],
      2,
    ],
    [
      "npx pnpm",
      [
        "sh -c node s",
        "node /root/.npm/_npx/c8/node_modules/.bin/pnpm start",
        "sh -c 'pnpm' start",
        "npm exec pnpm start",
      ],
      4,
    ],
    [
      "yarn by corepack",
      ["/bin/sh -c node s", "/usr/bin/node /root/.cache/corepack/yarn/4/bin/yarn.js start", "node x"],
      2,
    ],
    ["a shell alone", ["bash -c node main.cjs", "bash"], 0],
    ["a test runner below npm", ["node vitest.mjs", "sh -c vitest", "npm test"], 0],
    ["init", ["/sbin/init"], 0],
    ["a program whose name only has the same prefix", ["npmx start"], 0],
    ["processes that cannot be inspected", [], 0],
  ])("H11: %s", (_name, commands, count) => {
    expect(find(...commands)).toEqual(Array.from({ length: count }, (_, index) => 10 + index));
  });

  it("H11: are detected as gone, at any position, by the parent of the orphaned process", () => {
    const commands = ["sh -c a", "pnpm a", "sh -c pnpm a", "npm exec pnpm a"];
    const launchers = find(...commands);
    for (let gone = 0; gone < commands.length; gone++) {
      const processes = chain(...commands);
      const lookUp = (pid: number) => processes.get(pid);
      expect(areAlive(launchers, 10, lookUp)).toBe(true);
      processes.delete(10 + gone);
      if (gone > 0) processes.set(9 + gone, { parent: 1, command: commands[gone - 1] ?? "" });
      expect(areAlive(launchers, gone === 0 ? 1 : 10, lookUp)).toBe(false);
    }
  });
});
