import { describe, expect, it } from "vitest";
import { clauseCovers, parseAccept } from "../../src/http/accept.js";

describe("parseAccept", () => {
  it("orders clauses by quality, then named types before any", () => {
    const order = parseAccept("*/*;q=0.9, text/*, application/json;q=0.9, application/yaml").map(
      ({ type, subtype }) => `${type}/${subtype}`,
    );
    expect(order).toEqual(["application/yaml", "text/*", "application/json", "*/*"]);
  });

  it("keeps parameters and leaves out what cannot be read", () => {
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
