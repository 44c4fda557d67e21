import { describe, expect, it } from "vitest";
import { warningHeaders } from "../../src/http/warning-headers.js";

describe("warningHeaders", () => {
  it("quotes texts, drops control characters and sends UTF-8 as bytes", () => {
    expect(warningHeaders(['unknown field "a\\b"', "line\r\nbreak", "é"])).toEqual([
      '299 - "unknown field \\"a\\\\b\\""',
      '299 - "linebreak"',
      '299 - "Ã©"',
    ]);
  });

  it("truncates texts that are too long together, and stops at 4 KiB", () => {
    const values = warningHeaders(Array.from({ length: 30 }, () => "x".repeat(1000)));
    expect(values).toHaveLength(16);
    expect(values[0]).toHaveLength(256 + '299 - ""'.length);
  });
});
