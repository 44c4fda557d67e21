import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goDiff } from "../src/shared/go-diff/go-diff.js";
import { goPodSpec, goStructValue } from "../src/shared/go-diff/go-struct-value.js";
import { editsOf } from "../src/shared/go-diff/sequence-matcher.js";

describe("goDiff", () => {
  it("is a unified diff with three lines of context, without a header", () => {
    expect(goDiff({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, { a: 1, b: 2, c: 3, d: 4, e: 7, f: 6 })).toBe(
      `@@ -3,6 +3,6 @@\n  "b": 2,\n  "c": 3,\n  "d": 4,\n- "e": 5,\n+ "e": 7,\n  "f": 6\n }\n`,
    );
  });

  it("prints distant changes in separate hunks, and nothing for equal values", () => {
    const list = Array.from({ length: 20 }, (_, index) => `item ${index}`);
    const shown = goDiff(list, list.with(2, "two").toSpliced(15, 1));
    expect(shown.match(/^@@.*$/gm)).toEqual(["@@ -1,7 +1,7 @@", "@@ -14,7 +14,6 @@"]);
    expect(goDiff(list, [...list])).toBe("");
  });

  it("prints the position of a list that was empty as Go does", () => {
    expect(goDiff(null, ["a"])).toBe(`@@ -1 +1,3 @@\n-null\n+[\n+ "a"\n+]\n`);
  });

  it("is fast however long the lists are", () => {
    const long = (item: string) => Array.from({ length: 30_000 }, () => item);
    expect(goDiff([...long("a"), "x"], [...long("a"), "y"])).toContain(`- "x"\n+ "y"\n`);
  });
});

it("editsOf: its edits turn the first list into the second", () => {
  const items = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 });
  fc.assert(
    fc.property(items, items, (left, right) => {
      const made: string[] = [];
      for (const edit of editsOf(left, right)) {
        if (edit.type === "equal") {
          expect(left.slice(...edit.left)).toEqual(right.slice(...edit.right));
          made.push(...left.slice(...edit.left));
        } else made.push(...right.slice(...edit.right));
      }
      expect(made).toEqual(right);
    }),
  );
});

describe("goStructValue", () => {
  it("has every field with its Go name, absent ones as Go's zero values", () => {
    expect(goStructValue("HTTPGetAction", { path: "/", port: "http" })).toEqual({
      Path: "/",
      Port: "http",
      Host: "",
      Scheme: "",
      HTTPHeaders: null,
    });
    expect(Object.keys(goStructValue("ConfigMapKeySelector", { name: "a", key: "b" }))).toEqual([
      "Name",
      "Key",
      "Optional",
    ]);
    expect(goStructValue("ResourceFieldSelector", { resource: "limits.cpu" })).toMatchObject({ Divisor: "0" });
  });

  it("sorts maps, and keeps types with their own JSON names", () => {
    const labelSelector = { matchLabels: { a: "b" } };
    expect(Object.keys(goStructValue("FlexVolumeSource", { options: { b: "1", a: "2" } }).Options as object)).toEqual([
      "a",
      "b",
    ]);
    expect(goStructValue("PodAffinityTerm", { labelSelector })).toMatchObject({ LabelSelector: labelSelector });
  });

  it("a Pod's host namespaces are in its security context", () => {
    expect(goPodSpec({ hostNetwork: true, containers: [] })).toMatchObject({
      SecurityContext: { HostNetwork: true, HostPID: false, HostUsers: null },
    });
  });
});
