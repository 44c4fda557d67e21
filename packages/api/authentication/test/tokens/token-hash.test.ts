import { describe, expect, it } from "vitest";
import { isSameToken, tokenHash } from "../../src/tokens/token-hash.js";

describe("secrets", () => {
  it("compares hashes of equal length", () => {
    expect(isSameToken("secret", "secret")).toBe(true);
    for (const other of ["", "secre", "secrets", "s".repeat(1_000_000)])
      expect(isSameToken("secret", other)).toBe(false);
    expect(tokenHash("secret")).toHaveLength(tokenHash("s".repeat(1_000_000)).length);
  });
});
