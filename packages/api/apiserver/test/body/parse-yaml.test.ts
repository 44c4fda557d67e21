import { describe, expect, it } from "vitest";
import { parseYaml, YamlSyntaxError } from "../../src/body/parse-yaml.js";

describe("parseYaml", () => {
  it("reads YAML 1.1 as upstream does; timestamps and the like remain strings", async () => {
    const { value } = await parseYaml("a: yes\nb: 0644\nc: 2025-01-01T00:00:00Z\nd: [1, x]\ne: ~\nf: 'no'\n");
    expect(value).toEqual({ a: true, b: 420, c: "2025-01-01T00:00:00Z", d: [1, "x"], e: null, f: "no" });
  });

  it("reports duplicate keys with their lines; the last value wins", async () => {
    const { value, duplicates } = await parseYaml("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
    expect(value).toEqual({ a: 3, b: { c: 2 } });
    expect(duplicates).toEqual(['line 4: key "c" already set in map', 'line 5: key "a" already set in map']);
  });

  it("keeps keys such as __proto__ as data", async () => {
    const { value } = await parseYaml("__proto__: {polluted: true}\nconstructor: 1\n");
    expect(Object.keys(value as object).sort()).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(["a: [1", "a: b: c", "\t- x", "%YAML nonsense\n---\n{"])("refuses %j", async (text) => {
    await expect(parseYaml(text)).rejects.toBeInstanceOf(YamlSyntaxError);
  });

  it.each<[text: string, value: unknown]>([
    ["[0x1F, 0o17, 017, 08, 1_000, 1e3, .5, +3, -0, 0b11]", [31, 15, 15, 8, 1000, 1000, 0.5, 3, 0, 3]],
    ["[18446744073709551615, 18446744073709551616, 9223372036854775807]", [2 ** 64, 2 ** 64, 2 ** 63]],
    [
      "[1:30, 2025-01-01, y, N, On, ~, '', 1e400, .x]",
      ["1:30", "2025-01-01", true, false, true, null, "", "1e400", ".x"],
    ],
    ["[!!str 1, !!int '3', !!float 1, !own 12, !!binary aGk=, ! 12]", ["1", 3, 1, "12", "hi", "12"]],
    ["1: a\ntrue: b\n0.5: c", { 1: "a", true: "b", "0.5": "c" }],
    ["a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x", { a: 1, b: [1], c: 2, d: [1], e: 2 }],
    ["# no document\n---\n# the first\na: 1\n---\nb: [", { a: 1 }],
    ["...\n---\na: 1\n...\n!", { a: 1 }],
    ["\uFEFFa: 1", { a: 1 }],
    ["", null],
    ["---\n", null],
  ])("reads %j as goyaml does", async (text, value) => {
    expect(await parseYaml(text)).toEqual({ value, duplicates: [] });
  });

  it("merges keys at the position of <<; the first of several maps wins", async () => {
    const { value, duplicates } = await parseYaml(
      "base: &b {x: 1, w: 2}\nc: {<<: *b, z: 3}\nd:\n  w: 4\n  <<: [{z: 1}, *b]\n",
    );
    expect(value).toMatchObject({ c: { x: 1, w: 2, z: 3 }, d: { x: 1, w: 2, z: 1 } });
    expect(duplicates).toEqual(['line 1: key "w" already set in map']);
  });

  it.each([
    ["a: *b", "yaml: unknown anchor 'b' referenced"],
    ["a: &a [*a]", "yaml: anchor 'a' value contains itself"],
    ["a: {<<: 3}", "yaml: map merge requires map or sequence of maps as the value"],
    ["~: 1", "yaml: unsupported map key of type: %!s(<nil>), key: <nil>"],
    ["a: !!int x", "yaml: cannot decode !!str `x` as a !!int"],
    ["a: .inf", "json: unsupported value: +Inf"],
    ["a: 1\nb: [1", "yaml: line 2: "],
    ["[".repeat(513) + "]".repeat(513), "yaml: exceeded max depth"],
    [`a: [${"x,".repeat(90_000)}]\na0: &a0 [1]\n${nestedAliases(513)}`, "yaml: exceeded max depth"],
  ])("refuses %.30j", async (text, message) => {
    await expect(parseYaml(text)).rejects.toThrow(message);
  });

  it.each([
    [
      "nested copies",
      `a0: &a0 [x,x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n},*a${n}]`).join("\n")}`,
    ],
    [
      "nested merges",
      `b0: &b0 {a: 1}\n${Array.from({ length: 30 }, (_, n) => `b${n + 1}: &b${n + 1} {<<: [*b${n}, *b${n}]}`).join("\n")}`,
    ],
    ["a long string repeated many times", `a: &a ${"x".repeat(100_000)}\nb: [${"*a,".repeat(100)}]`],
  ])("H6: refuses excessive aliasing: %s", async (_title, text) => {
    await expect(parseYaml(text)).rejects.toThrow("yaml: document contains excessive aliasing");
  });

  it("H7: refuses more values than an object can have before parsing them", async () => {
    const refusal = { code: "RequestEntityTooLarge", message: "Request entity too large: limit is 100000 values" };
    await expect(parseYaml("- a\n".repeat(100_001))).rejects.toMatchObject(refusal);
  });
});

/** Each anchor refers to its predecessor: nothing is wide, but everything is deep. */
function nestedAliases(levels: number): string {
  return Array.from({ length: levels }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}]`).join("\n");
}
