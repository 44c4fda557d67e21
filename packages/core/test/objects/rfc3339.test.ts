import { describe, expect, it } from "vitest";
import { formatTime, parseTime } from "../../src/index.js";

describe("rfc3339", () => {
  it("AP-1: formats UTC in whole seconds, truncated, never rounded up", () => {
    expect(formatTime(Date.UTC(2025, 0, 1, 12, 30, 59) + 999.9)).toBe("2025-01-01T12:30:59Z");
    expect(formatTime(0)).toBe("1970-01-01T00:00:00Z");
  });

  it("formats all times of a second alike, in whichever direction the clock moves", () => {
    expect(formatTime(1_000)).toBe("1970-01-01T00:00:01Z");
    expect(formatTime(1_999.9)).toBe("1970-01-01T00:00:01Z");
    expect(formatTime(2_000)).toBe("1970-01-01T00:00:02Z");
    expect(formatTime(500)).toBe("1970-01-01T00:00:00Z");
    expect(formatTime(-1)).toBe("1969-12-31T23:59:59Z");
  });

  it("clamps what RFC 3339 cannot represent", () => {
    expect(formatTime(Number(2n ** 63n))).toBe("9999-12-31T23:59:59Z");
    expect(formatTime(Number.NEGATIVE_INFINITY)).toBe("0001-01-01T00:00:01Z");
  });

  it("parses what it formats, and times with other zones and fractions", () => {
    expect(parseTime("2025-01-01T12:30:59Z")).toBe(Date.UTC(2025, 0, 1, 12, 30, 59));
    expect(parseTime("2025-01-01T13:30:59.5+01:00")).toBe(Date.UTC(2025, 0, 1, 12, 30, 59) + 500);
    expect(parseTime(undefined)).toBeUndefined();
    expect(parseTime(null)).toBeUndefined();
    expect(parseTime("soon")).toBeUndefined();
  });
});
