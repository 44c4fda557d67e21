import { describe, expect, it } from "vitest";
import { formatLabelSelector } from "../../machinery/src/text/label-selector-text.js";
import { formatTimestamp, SecondFormatter } from "../../machinery/src/text/timestamp.js";
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

describe("timestamps", () => {
  it("AP-1: have whole seconds, truncated, in UTC", () => {
    expect(formatTimestamp(Date.UTC(2025, 0, 1, 0, 0, 59, 999))).toBe("2025-01-01T00:00:59Z");
    expect(formatTimestamp(0)).toBe("1970-01-01T00:00:00Z");
  });

  it("share one string per second, in whichever direction the clock moves", () => {
    const seconds = new SecondFormatter();
    expect(seconds.format(1_000)).toBe("1970-01-01T00:00:01Z");
    expect(seconds.format(1_999.9)).toBe("1970-01-01T00:00:01Z");
    expect(seconds.format(2_000)).toBe("1970-01-01T00:00:02Z");
    expect(seconds.format(500)).toBe("1970-01-01T00:00:00Z");
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
