import { describe, expect, it } from "vitest";
import { clauseCovers, parseAccept } from "../../src/http/accept.js";

describe("parseAccept", () => {
  it("orders clauses by quality, then named types before wildcards", () => {
    const order = parseAccept("*/*;q=0.9, text/*, application/json;q=0.9, application/yaml").map(
      ({ type, subtype }) => `${type}/${subtype}`,
    );
    expect(order).toEqual(["application/yaml", "application/json", "text/*", "*/*"]);
  });

  it.each([
    ["application/json;q=0.5, */*;q=0.9", ["*/*", "application/json"]],
    ["*/*;q=0.9, application/json;q=0.5", ["application/json", "*/*"]],
    ["text/plain;q=none, text/html;q=0.1", ["text/html", "text/plain"]],
    ["text/a, text/b, text/c", ["text/a", "text/b", "text/c"]],
    ["text/a;q=0, text/b", ["text/b", "text/a"]],
    [
      Array.from({ length: 20 }, (_, index) => `text/${index};q=0.${index + 10}`).join(),
      expect.arrayContaining(["text/19"]),
    ],
  ])("%s: upstream's order", (header, expected) => {
    expect(parseAccept(header).map(({ type, subtype }) => `${type}/${subtype}`)).toEqual(expected);
  });

  it("drops parameters without a value, or with two", () => {
    const [clause] = parseAccept("application/json;as=;v=v1=v2;g=meta.k8s.io");
    expect(Object.fromEntries(clause?.parameters ?? [])).toEqual({ g: "meta.k8s.io" });
  });

  it("keeps parameters and drops clauses that cannot be parsed", () => {
    const [clause, ...rest] = parseAccept("application/json;as=Table;v=v1;g=meta.k8s.io, nonsense, a/b/c, ,");
    expect(rest).toEqual([]);
    expect(Object.fromEntries(clause?.parameters ?? [])).toEqual({ as: "Table", v: "v1", g: "meta.k8s.io" });
  });

  it.each([
    ["application/json", "application/json", true],
    ["application/*", "application/json", true],
    ["*/*", "application/json", true],
    ["*", "application/json", true],
    ["text/*", "application/json", false],
    ["application/yaml", "application/json", false],
  ])("%s covers %s: %s", (range, mediaType, expected) => {
    const [clause] = parseAccept(range);
    expect(clause !== undefined && clauseCovers(clause, mediaType)).toBe(expected);
  });
});
