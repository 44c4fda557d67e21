import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const directory = fileURLToPath(new URL(".", import.meta.url));
const lessons = (await readdir(directory)).filter((name) => /^\d\d-.*\.mjs$/.test(name)).sort();

describe("the lessons", () => {
  it.each(lessons)("%s prints the output listed at its end", async (lesson) => {
    const text = await readFile(`${directory}${lesson}`, "utf8");
    const [, comment = ""] = text.split("// Output:\n");
    const wanted = comment
      .trim()
      .split("\n")
      .map((line) => line.replace(/^\/\/ /, ""));
    const [, logged] = /^\/\/ Logged on standard error: (.*)$/m.exec(text) ?? [];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [lesson], { cwd: directory });
    if (logged === undefined) expect(stderr).toBe("");
    else expect(stderr.split(" Error: ")[0]).toBe(logged);
    expect(stdout.trim().split("\n")).toEqual(wanted);
  });

  it("are all listed in the README", async () => {
    const readme = await readFile(`${directory}README.md`, "utf8");
    for (const lesson of lessons) expect(readme).toContain(`(${lesson})`);
  });
});
