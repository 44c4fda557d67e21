import { describe, expect, it } from "vitest";
import { aggregateErrors } from "../../src/index.js";

describe("aggregateErrors", () => {
  it("ES-12: has each distinct message once, several in brackets", () => {
    const one = new Error("one");
    expect(aggregateErrors([])).toBeUndefined();
    expect(aggregateErrors([one])).toBe(one);
    expect(aggregateErrors([one, new Error("one")])).toMatchObject({ message: "one" });
    const three = [one, new Error("two"), new Error("one")];
    expect(aggregateErrors(three)).toMatchObject({ message: "[one, two]", errors: three });
  });
});
