import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { yamlListPieces, yamlPieces } from "../../src/encoding/yaml.js";

const written = (value: unknown) => Buffer.concat([...yamlPieces(value)]).toString();
const trickyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "1", " ", "\n", "\t", ":", "#", "-", "'", '"', "|", "~", ".", "_", "\\", "é"),
  }),
  fc.constantFrom("true", "No", "null", "~", "1e3", "0x1f", "0o7", "1:30", "2001-01-01T00:00:00Z", ".inf", "---", "<<"),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    trickyText,
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(trickyText, fc.constantFrom("a", "b", "k".repeat(200))), tie("tree"), { maxKeys: 4 }),
  ),
}));

describe("yamlPieces", () => {
  it.each(["1.1", "1.2"] as const)("H15: its output is parsed to the same value by YAML %s", (version) => {
    fc.assert(
      fc.property(tree, (value) => {
        // -0 is 0 in JSON, which responses are converted from.
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        const read = parse(written(json), { version, merge: false, strict: true, maxAliasCount: 0 }) as unknown;
        expect(read).toEqual(json);
      }),
    );
  });

  it("has the format of Go's marshaller: sequences not indented, strings quoted only where necessary", () => {
    const value = {
      items: [{ name: "a", empty: [], none: {} }, [1, [2]], "x: y", "plain text", "10.0.0.1"],
      data: { script: "set -e\n  exit\n", end: "a\nb", time: "2001-01-01T00:00:00Z", yes: "yes", version: "1.10" },
    };
    expect(written(value)).toBe(
      [
        "data:",
        "  end: |-",
        "    a",
        "    b",
        "  script: |",
        "    set -e",
        "      exit",
        '  time: "2001-01-01T00:00:00Z"',
        '  version: "1.10"',
        '  "yes": "yes"',
        "items:",
        "- empty: []",
        "  name: a",
        "  none: {}",
        "- - 1",
        "  - - 2",
        "- 'x: y'",
        "- plain text",
        "- 10.0.0.1",
        "",
      ].join("\n"),
    );
  });

  it("has no limit on nesting", () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) value = [value];
    expect(written(value).startsWith("- - - ")).toBe(true);
  });
});

describe("yamlListPieces", () => {
  it("H15: reads an item only when everything before it has been consumed", () => {
    let taken = 0;
    const items = (function* () {
      for (; taken < 1000; taken++) yield [Buffer.from(`{"name":"item-${taken}"}`)];
    })();
    const head = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "1" } };
    const pieces = yamlListPieces(head, "items", items);
    const texts = [pieces.next().value, pieces.next().value, pieces.next().value].map(String);
    expect(texts).toEqual(["apiVersion: v1\n", "items:\n", "- name: item-0\n"]);
    expect(taken).toBe(0);
    const rest = [...pieces].map(String).join("");
    expect(parse(texts.join("") + rest)).toMatchObject({ ...head, items: { 999: { name: "item-999" } } });
  });

  it("yields an empty piece before a large item is read, and before it is written", () => {
    const large = Buffer.from(
      JSON.stringify({ data: Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [at, 1])) }),
    );
    const lengths = [...yamlListPieces({}, "items", [[large]])].map(({ length }) => length);
    expect(lengths.slice(1, 3)).toEqual([0, 0]);
    expect(lengths.filter((length) => length === 0)).toHaveLength(2);
  });

  it("writes an empty list", () => {
    expect([...yamlListPieces({ a: 1 }, "items", [])].map(String).join("")).toBe("a: 1\nitems: []\n");
  });
});
