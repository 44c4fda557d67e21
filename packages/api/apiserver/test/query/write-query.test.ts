import { describe, expect, it } from "vitest";
import { managerOfUserAgent, parseWriteQuery, type WriteKind } from "../../src/query/write-query.js";

const parse = (query: string, kind: WriteKind = "CreateOptions") => parseWriteQuery(new URLSearchParams(query), kind);

describe("parseWriteQuery", () => {
  it("warns about unknown fields by default", () => {
    expect(parse("")).toEqual({ dryRun: false, fieldManager: undefined, fieldValidation: "Warn", force: undefined });
    expect(parse("dryRun=All&fieldManager=me&fieldValidation=Strict")).toMatchObject({
      dryRun: true,
      fieldManager: "me",
      fieldValidation: "Strict",
    });
  });

  it.each<readonly [string, WriteKind, string]>([
    [
      "dryRun=Some",
      "CreateOptions",
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{"Some"}: supported values: "All"',
    ],
    [
      "fieldValidation=Maybe",
      "UpdateOptions",
      'UpdateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"',
    ],
    [
      "",
      "ApplyOptions",
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      "force=true",
      "PatchOptions",
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ],
    [
      "fieldManager=a%0Ab",
      "CreateOptions",
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
    ],
  ])("%s as %s is refused", (query, kind, message) => {
    expect(() => parse(query, kind)).toThrow(expect.objectContaining({ code: "Invalid", message }));
  });

  it("refuses a field manager longer than 128 bytes", () => {
    expect(() => parse(`fieldManager=${"x".repeat(129)}`)).toThrow(
      /fieldManager: Too long: may not be more than 128 bytes/,
    );
  });
});

describe("managerOfUserAgent", () => {
  it.each([
    ["kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07", "kubectl"],
    ["curl", "curl"],
    ["", "unknown"],
    [undefined, "unknown"],
    ["a\u0007b/1", "ab"],
  ])("%s", (userAgent, expected) => {
    expect(managerOfUserAgent(userAgent)).toBe(expected);
  });
});
