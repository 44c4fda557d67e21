import { describe, expect, it } from "vitest";
import { parseDeletion } from "../../src/query/delete-options.js";

const none = new URLSearchParams();

describe("parseDeletion", () => {
  it("AP-30: parses the body, or the query if there is none", () => {
    const body = {
      kind: "DeleteOptions",
      apiVersion: "v1",
      propagationPolicy: "Foreground",
      gracePeriodSeconds: 0,
      preconditions: { uid: "u", resourceVersion: "7" },
      dryRun: ["All"],
    };
    expect(parseDeletion(body, none).options).toEqual({
      propagationPolicy: "Foreground",
      gracePeriodSeconds: 0,
      preconditions: { uid: "u", resourceVersion: "7" },
      dryRun: true,
    });
    expect(
      parseDeletion(undefined, new URLSearchParams("propagationPolicy=Orphan&gracePeriodSeconds=5")).options,
    ).toEqual({
      propagationPolicy: "Orphan",
      gracePeriodSeconds: 5,
    });
  });

  it("AP-31: orphanDependents is the deprecated form of Orphan or Background", () => {
    expect(parseDeletion({ orphanDependents: true }, none)).toEqual({
      options: { propagationPolicy: "Orphan" },
      orphanDependentsFalse: false,
    });
    expect(parseDeletion({ orphanDependents: false }, none)).toEqual({
      options: { propagationPolicy: "Background" },
      orphanDependentsFalse: true,
    });
  });

  it.each([
    [
      { orphanDependents: true, propagationPolicy: "Orphan" },
      "Invalid",
      /orphanDependents and deletionPropagation cannot be both set/,
    ],
    [
      { propagationPolicy: "Later" },
      "Invalid",
      /Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"/,
    ],
    [
      { gracePeriodSeconds: "1" },
      "BadRequest",
      /cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64/,
    ],
    [{ kind: "Pod" }, "BadRequest", /decoded object cannot be converted to DeleteOptions/],
    [[], "BadRequest", /cannot unmarshal/],
  ])("AP-30: %j is refused", (body, code, message) => {
    expect(() => parseDeletion(body, none)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });
});
