import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { pathsOf } from "../../src/open-api/operations.js";
import { customKind } from "../support/custom-kind.js";

const strategic = "application/strategic-merge-patch+json";

function patchTypesOf(kind: Parameters<typeof pathsOf>[0]): readonly (readonly string[])[] {
  return pathsOf(kind).flatMap(({ operations }) =>
    operations.filter(({ action }) => action === "patch").map(({ consumes }) => consumes),
  );
}

describe("pathsOf", () => {
  it("AP-21: custom resources do not accept a strategic merge patch, which kubectl would then send", () => {
    expect(patchTypesOf(customKind())).toEqual([
      ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"],
    ]);
  });

  it("every built-in kind that can be patched accepts a strategic merge patch", () => {
    const types = standardKinds().flatMap(patchTypesOf);
    expect(types.length).toBeGreaterThan(30);
    for (const each of types) expect(each).toContain(strategic);
  });

  it("cases API 17: the deletion of an object has all of its options as parameters, and a body", () => {
    for (const kind of [customKind(), ...standardKinds().filter(({ verbs }) => verbs.includes("delete"))]) {
      const removals = pathsOf(kind).flatMap(({ operations }) =>
        operations.filter(({ action }) => action === "delete"),
      );
      expect(removals.map(({ parameters }) => parameters.map(({ name }) => name))).toEqual([
        [
          "body",
          "dryRun",
          "gracePeriodSeconds",
          "ignoreStoreReadErrorWithClusterBreakingPotential",
          "orphanDependents",
          "propagationPolicy",
        ],
      ]);
    }
  });

  it("parameters that all operations of a path share are parameters of the path", () => {
    const item = pathsOf(customKind()).find(({ path }) => path.endsWith("/{name}"));
    expect(item?.parameters.map(({ name }) => name)).toEqual(["name", "namespace", "pretty"]);
  });
});
