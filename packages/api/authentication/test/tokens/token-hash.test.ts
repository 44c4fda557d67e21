import { describe, expect, it } from "vitest";
import { connectionHashing, isSameToken, tokenHash } from "../../src/tokens/token-hash.js";

describe("secrets", () => {
  it("compares hashes of equal length", () => {
    expect(isSameToken("secret", "secret")).toBe(true);
    for (const other of ["", "secre", "secrets", "s".repeat(1_000_000)])
      expect(isSameToken("secret", other)).toBe(false);
    expect(tokenHash("secret")).toHaveLength(tokenHash("s".repeat(1_000_000)).length);
  });

  it("hashes the token of a connection once for as long as its requests present the same", () => {
    const hashed: string[] = [];
    const hashOf = connectionHashing((token) => `hash ${hashed.push(token)}`);
    expect(["a", "a", "b", "b", "a"].map(hashOf)).toEqual(["hash 1", "hash 1", "hash 2", "hash 2", "hash 3"]);
    expect(hashed).toEqual(["a", "b", "a"]);
  });

  it.each([[""], ["secret", "secret"], ["secret", "secre", "secret", "secrets"], ["", "s", ""], ["é", "e\u0301", "é"]])(
    "a connection's tokens %j, %j... have the hashes of each, whichever came before",
    (...tokens) => {
      const hashOf = connectionHashing();
      for (const token of tokens) expect(hashOf(token)).toBe(tokenHash(token));
    },
  );
});
