import { describe, expect, it } from "vitest";
import { formatLabelSelector } from "../../machinery/src/text/label-selector-text.js";
import { parseResourceVersion } from "../../storage/src/resource-version.js";
import { buildMetadata } from "../src/metadata/metadata.js";

describe("buildMetadata", () => {
  it("omits absent and empty fields and keeps upstream's order", () => {
    const built = buildMetadata({
      labels: {},
      annotations: { b: "1" },
      finalizers: [],
      uid: "u",
      name: "x",
      namespace: "",
      generateName: "",
      ownerReferences: undefined,
      resourceVersion: "5",
    });
    expect(Object.keys(built)).toEqual(["name", "uid", "resourceVersion", "annotations"]);
  });
});

describe("parseResourceVersion", () => {
  it("AP-81: accepts only decimal integers", () => {
    expect(parseResourceVersion("0")).toBe(0);
    expect(parseResourceVersion("123456789012")).toBe(123_456_789_012);
    for (const text of ["", "-1", "1.5", "0x1", "1e3", " 1", "99999999999999999999"]) {
      expect(() => parseResourceVersion(text), text).toThrow(/resourceVersion must be a decimal integer/);
    }
  });
});

describe("formatLabelSelector", () => {
  it("AP-70: prints a selector in one line, by key", () => {
    const selector = {
      matchLabels: { tier: "b", app: "web" },
      matchExpressions: [
        { key: "zone", operator: "NotIn", values: ["2", "1"] },
        { key: "env", operator: "In", values: ["prod", "dev"] },
        { key: "new", operator: "Exists" },
        { key: "old", operator: "DoesNotExist" },
      ],
    };
    expect(formatLabelSelector(selector)).toBe("app=web,env in (dev,prod),new,!old,tier=b,zone notin (1,2)");
    expect(formatLabelSelector({})).toBe("");
  });
});
