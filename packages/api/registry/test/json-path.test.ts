import { describe, expect, it } from "vitest";
import { parseJsonPath } from "../src/table/json-path.js";

const data = {
  metadata: { name: "it", labels: { "app.kubernetes.io/name": "web", constructor: "own" } },
  spec: { replicas: 3, list: ["a", "b", "c", "d"], on: false },
  status: {
    conditions: [
      { type: "Ready", status: "True", weight: 2 },
      { type: "Odd", status: "False", weight: 5 },
      { type: "a]b" },
    ],
  },
};

describe("parseJsonPath", () => {
  it.each<readonly [path: string, found: readonly unknown[]]>([
    [".metadata.name", ["it"]],
    ["metadata.name", ["it"]],
    ["$.metadata.name", ["it"]],
    ["{.metadata.name}", ["it"]],
    [".spec.on", [false]],
    [".metadata.labels.app\\.kubernetes\\.io/name", ["web"]],
    [".metadata.labels['app.kubernetes.io/name']", ["web"]],
    ['.metadata.labels["app.kubernetes.io/name"]', ["web"]],
    [".metadata.labels.constructor", ["own"]],
    [".metadata.constructor", []],
    [".metadata.nothing.more", []],
    [".spec.replicas.more", []],
    [".spec.list[0]", ["a"]],
    [".spec.list[-1]", ["d"]],
    [".spec.list[-2]", ["c"]],
    [".spec.list[9]", []],
    [".spec.list[1:3]", ["b", "c"]],
    [".spec.list[:2]", ["a", "b"]],
    [".spec.list[-2:]", ["c", "d"]],
    [".spec.list[::2]", ["a", "c"]],
    [".spec.list[0,2]", ["a", "c"]],
    [".spec.list[*]", ["a", "b", "c", "d"]],
    [".spec.list", [["a", "b", "c", "d"]]],
    [".spec['replicas','on']", [3, false]],
    [".status.conditions[*].type", ["Ready", "Odd", "a]b"]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type=='Ready')].status", ["True"]],
    ['.status.conditions[?(@.type == "a]b")].type', ["a]b"]],
    ['.status.conditions[?(@.type!="Ready")].type', ["Odd", "a]b"]],
    [".status.conditions[?(@.weight>2)].type", ["Odd"]],
    [".status.conditions[?(@.weight<=2)].type", ["Ready"]],
    [".status.conditions[?(@.weight)].type", ["Ready", "Odd"]],
    ['.status.conditions[?(@.weight=="2")].type', []],
    ["..weight", [2, 5]],
    ["..conditions[0].type", ["Ready"]],
    [".spec.*", [3, ["a", "b", "c", "d"], false]],
  ])("%s", (path, found) => {
    expect(parseJsonPath(path)(data)).toEqual(found);
  });

  it("finds nothing in a value that is not an object", () => {
    for (const value of [null, undefined, 1, "text"]) expect(parseJsonPath(".a[0].b")(value)).toEqual([]);
  });

  it.each(["", "{}", ".a[", ".a[x]", ".a[0", ".a[::0]", ".a[?(@.b=c)]", ".a b", ".a]", ".a[?(@.b=!1)]"])(
    "refuses %j, and quotes it",
    (path) => {
      expect(() => parseJsonPath(path)).toThrow(`${JSON.stringify(path)} is not a JSONPath`);
    },
  );
});
