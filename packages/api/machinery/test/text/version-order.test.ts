import { describe, expect, it } from "vitest";
import { compareVersions } from "../../src/text/version-order.js";

describe("compareVersions", () => {
  it("lists the most stable and newest version first, as upstream's kube-aware order", () => {
    const versions = [
      "foo1",
      "v1alpha1",
      "v10",
      "v2",
      "v1beta2",
      "v11alpha2",
      "v1",
      "v12alpha1",
      "foo10",
      "v3beta1",
      "v1beta10",
    ];
    expect(versions.sort(compareVersions)).toEqual([
      "v10",
      "v2",
      "v1",
      "v3beta1",
      "v1beta10",
      "v1beta2",
      "v12alpha1",
      "v11alpha2",
      "v1alpha1",
      "foo1",
      "foo10",
    ]);
  });
});
