import { describe, expect, it } from "vitest";
import { parseYaml, YamlSyntaxError } from "../../src/body/parse-yaml.js";

describe("parseYaml", () => {
  it("reads YAML 1.1 as upstream does, times and the like as they are written", async () => {
    const { value } = await parseYaml("a: yes\nb: 0644\nc: 2025-01-01T00:00:00Z\nd: [1, x]\ne: ~\nf: 'no'\n");
    expect(value).toEqual({ a: true, b: 420, c: "2025-01-01T00:00:00Z", d: [1, "x"], e: null, f: "no" });
  });

  it("names keys that stand twice with their lines; the last one counts", async () => {
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

  it("refuses aliases that would blow up", async () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
    for (let level = 0; level < 8; level++) {
      const name = String.fromCharCode(98 + level);
      const before = String.fromCharCode(97 + level);
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(",")}]`);
    }
    await expect(parseYaml(bomb.join("\n"))).rejects.toBeInstanceOf(YamlSyntaxError);
  });
});
