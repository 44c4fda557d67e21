import { describe, expect, it } from "vitest";
import { formatTime, parseTime } from "../../src/index.js";

describe("rfc3339", () => {
  it("AP-1: formats UTC in whole seconds, truncated, never rounded up", () => {
    expect(formatTime(Date.UTC(2025, 0, 1, 12, 30, 59) + 999.9)).toBe("2025-01-01T12:30:59Z");
    expect(formatTime(0)).toBe("1970-01-01T00:00:00Z");
  });

  it("parses what it formats, and times with other zones and fractions", () => {
    expect(parseTime("2025-01-01T12:30:59Z")).toBe(Date.UTC(2025, 0, 1, 12, 30, 59));
    expect(parseTime("2025-01-01T13:30:59.5+01:00")).toBe(Date.UTC(2025, 0, 1, 12, 30, 59) + 500);
    expect(parseTime(undefined)).toBeUndefined();
    expect(parseTime(null)).toBeUndefined();
    expect(parseTime("soon")).toBeUndefined();
  });
});
