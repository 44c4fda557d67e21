import { describe, expect, it } from "vitest";
import { errorMessage, StoreError } from "../../src/index.js";

describe("errorMessage", () => {
  it.each([
    ["an Error", new Error("went wrong"), "went wrong"],
    ["a StoreError", new StoreError("NotFound", 'pods "a" not found'), 'pods "a" not found'],
    ["an Error without a message", new Error(), ""],
    ["a string", "went wrong", "went wrong"],
    ["undefined", undefined, "undefined"],
    ["an object", { code: 1 }, "[object Object]"],
  ])("%s", (_what, thrown, message) => {
    expect(errorMessage(thrown)).toBe(message);
  });
});
