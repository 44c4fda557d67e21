import { builtInKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { pathsOf } from "../../src/open-api/operations.js";
import { customKind } from "../support/custom-kind.js";

const strategic = "application/strategic-merge-patch+json";

function patchTypesOf(kind: Parameters<typeof pathsOf>[0]): readonly (readonly string[] | undefined)[] {
  return pathsOf(kind).flatMap(({ operations }) =>
    operations.filter(({ method }) => method === "patch").map(({ patchTypes }) => patchTypes),
  );
}

describe("pathsOf", () => {
  it("AP-21: a custom kind is not said to take a strategic merge patch, which kubectl would send then", () => {
    expect(patchTypesOf(customKind())).toEqual([
      ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"],
    ]);
  });

  it("every built-in kind that takes patches takes a strategic one", () => {
    const types = builtInKinds().flatMap(patchTypesOf);
    expect(types.length).toBeGreaterThan(30);
    for (const each of types) expect(each).toContain(strategic);
  });

  it("only the body of a patch has media types of its own", () => {
    const others = pathsOf(customKind()).flatMap(({ operations }) =>
      operations.filter(({ method, patchTypes }) => method !== "patch" && patchTypes !== undefined),
    );
    expect(others).toEqual([]);
  });
});
