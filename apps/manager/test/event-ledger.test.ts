import type { Event } from "@engenho/core";
import { weightOf } from "@engenho/storage";
import { describe, expect, it } from "vitest";
import { EventLedger } from "../src/event-ledger.js";

const event = (name: string, namespace = "a"): Event => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name, namespace },
  involvedObject: {},
});

describe("H4: the ledger of Events", () => {
  it("returns the oldest of a namespace with too many", () => {
    const ledger = new EventLedger({ maxPerNamespace: 20, maxBytes: Number.POSITIVE_INFINITY });
    for (let index = 0; index < 20; index++) expect(ledger.note(event(`e${index}`), index)).toEqual([]);
    expect(ledger.note(event("e0"), 20), "written again: now the most recent").toEqual([]);
    expect(ledger.note(event("other", "b"), 21)).toEqual([]);
    expect(ledger.note(event("e20"), 22)).toEqual(["a/e1", "a/e2"]);
    expect(ledger.writtenMs("a/e1")).toBeUndefined();
    expect(ledger.writtenMs("a/e0")).toBe(20);
  });

  it("returns the oldest of all if they exceed the total size", () => {
    const weight = weightOf(event("e00"));
    const ledger = new EventLedger({ maxPerNamespace: 1000, maxBytes: 20 * weight });
    for (let index = 0; index < 20; index++) ledger.note(event(`e${10 + index}`, index % 2 === 0 ? "a" : "b"), index);
    expect(ledger.note(event("e99"), 20)).toEqual(["a/e10", "b/e11"]);
  });

  it("does not count deleted Events", () => {
    const ledger = new EventLedger({ maxPerNamespace: 2, maxBytes: Number.POSITIVE_INFINITY });
    for (let index = 0; index < 100; index++) {
      expect(ledger.note(event(`e${index}`), index)).toEqual([]);
      ledger.forget(`a/e${index}`);
    }
  });
});
