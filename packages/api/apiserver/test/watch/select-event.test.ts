import type { Stored, WatchEvent } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { selectEvent } from "../../src/watch/select-event.js";

const pod = (label: string, resourceVersion: string): Stored => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", uid: "u", resourceVersion, labels: { app: label } },
});
const selects = (object: Stored) => object.metadata.labels?.app === "in";

describe("AP-80: what a watcher with a selector receives", () => {
  const inside = pod("in", "2");
  const outside = pod("out", "2");
  const rows: readonly (readonly [string, WatchEvent, unknown])[] = [
    ["a created match is ADDED", { type: "ADDED", object: inside }, { type: "ADDED", object: inside }],
    ["a created non-match is nothing", { type: "ADDED", object: outside }, undefined],
    [
      "an object that still matches is MODIFIED",
      { type: "MODIFIED", object: inside, previous: pod("in", "1") },
      { type: "MODIFIED", object: inside },
    ],
    [
      "an object that starts to match is ADDED",
      { type: "MODIFIED", object: inside, previous: pod("out", "1") },
      { type: "ADDED", object: inside },
    ],
    [
      "an object that stops matching is DELETED as it last matched, at the version of the commit",
      { type: "MODIFIED", object: outside, previous: pod("in", "1") },
      { type: "DELETED", object: pod("in", "2") },
    ],
    [
      "an object that still does not match is nothing",
      { type: "MODIFIED", object: outside, previous: pod("out", "1") },
      undefined,
    ],
    [
      "a deleted match is DELETED",
      { type: "DELETED", object: pod("in", "3"), previous: inside },
      { type: "DELETED", object: pod("in", "3") },
    ],
    ["a deleted non-match is nothing", { type: "DELETED", object: pod("out", "3"), previous: outside }, undefined],
  ];

  it.each(rows)("%s", (_title, event, expected) => {
    const shown = selectEvent(event, selects);
    expect(shown === undefined ? undefined : { type: shown.type, object: shown.object }).toEqual(expected);
  });

  it("returns the same object to all watchers, so that it is serialised once", () => {
    const event: WatchEvent = { type: "MODIFIED", object: outside, previous: pod("in", "1") };
    expect(selectEvent(event, selects)?.object).toBe(selectEvent(event, selects)?.object);
  });
});
