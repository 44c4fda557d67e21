import { describe, expect, it } from "vitest";
import { compareGroups } from "../../src/catalogue/group-order.js";

describe("compareGroups", () => {
  it("lists core first, then upstream's groups by priority, then the rest by name", () => {
    expect(["zoo.example.com", "batch", "", "apps", "alpha.example.com", "events.k8s.io"].sort(compareGroups)).toEqual([
      "",
      "apps",
      "events.k8s.io",
      "batch",
      "alpha.example.com",
      "zoo.example.com",
    ]);
  });
});
