import { describe, expect, it } from "vitest";
import { Views } from "../../src/encoding/views.js";
import { customKind } from "../support/custom-kind.js";

describe("Views", () => {
  const stored = { apiVersion: "stable.example.com/v1", kind: "CronTab", metadata: { name: "c" } };

  it("shows an object in another version by its apiVersion, the same one each time", () => {
    const views = new Views();
    const shown = views.served(customKind("v2"), stored);
    expect(shown).toEqual({ ...stored, apiVersion: "stable.example.com/v2" });
    expect(views.served(customKind("v2"), stored)).toBe(shown);
  });

  it("leaves alone what has the right version", () => {
    expect(new Views().served(customKind("v1"), stored)).toBe(stored);
  });
});
