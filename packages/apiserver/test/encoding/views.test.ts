import { builtInKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { Views } from "../../src/encoding/views.js";
import { customKind } from "../support/custom-kind.js";

describe("Views", () => {
  const events = builtInKinds().find(({ group, kind }) => group === "events.k8s.io" && kind === "Event");

  it("shows a v1 Event as one of events.k8s.io, the same one each time", () => {
    const views = new Views();
    const stored = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e" },
      message: "hello",
      involvedObject: { kind: "Pod" },
    };
    if (events === undefined) throw new Error("events.k8s.io Event is not served");
    const shown = views.served(events, stored);
    expect(shown).toMatchObject({ apiVersion: "events.k8s.io/v1", note: "hello", regarding: { kind: "Pod" } });
    expect(views.served(events, stored)).toBe(shown);
  });

  it("changes the apiVersion of custom kinds and nothing of an object that has the right one", () => {
    const views = new Views();
    const stored = { apiVersion: "stable.example.com/v1", kind: "CronTab", metadata: { name: "c" } };
    expect(views.served(customKind("v1"), stored)).toBe(stored);
    expect(views.served(customKind("v2"), stored)).toEqual({ ...stored, apiVersion: "stable.example.com/v2" });
  });
});
