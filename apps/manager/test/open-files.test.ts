import { describe, expect, it } from "vitest";
import { connectionsWithin } from "../src/open-files.js";

const limits = (files: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax processes             95                   95                   processes\nMax open files            ${files}                 1048576              files\n`;

describe("connections within the limit of open files", () => {
  it.each([
    [limits("1024"), 992],
    [limits("64"), 32],
    [limits("20"), 4],
    [limits("unlimited"), Number.POSITIVE_INFINITY],
    [undefined, Number.POSITIVE_INFINITY],
  ])("H10: leave descriptors for everything else", (text, expected) => {
    expect(connectionsWithin(text)).toBe(expected);
  });
});
