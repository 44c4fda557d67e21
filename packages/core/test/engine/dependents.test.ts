import { describe, expect, it } from "vitest";
import { wokenByDependent } from "../../src/engine/dependents.js";
import { type Pod, pods, replicaSets, type Stored, type WatchEvent } from "../../src/index.js";
import {
  added,
  deleted,
  modified as modifiedFrom,
  type StoredMetadata,
  storedObject,
} from "../../src/testing/index.js";

interface PodShape extends StoredMetadata {
  readonly phase?: string;
}

const web = storedObject(replicaSets, "web");
const other = storedObject(replicaSets, "other");
const statefulSet = { ...web, kind: "StatefulSet" };
const ofOtherGroup = { ...web, apiVersion: "extensions/v1beta1" };

const pod = ({ phase, ...metadata }: PodShape = {}): Stored<Pod> =>
  storedObject<Pod>(pods, "p", { labels: { app: "web" }, ...metadata }, { status: { phase } });
const modified = (previous: PodShape, next: PodShape): WatchEvent =>
  modifiedFrom(pod(previous), pod({ ...next, resourceVersion: "2" }));

const moved = { labels: { app: "moved" } };

describe("wokenByDependent", () => {
  const rows: [title: string, event: WatchEvent, owners: string[], orphan: boolean][] = [
    ["RS-7: added with a controller: its owner", added(pod({ controller: web })), ["ns/web"], false],
    ["RS-5: the group of the reference is not compared", added(pod({ controller: ofOtherGroup })), ["ns/web"], false],
    [
      "RS-5, RS-7: added with a controller of another kind: no owner, and no orphan",
      added(pod({ controller: statefulSet })),
      [],
      false,
    ],
    ["RS-6: added while terminating: its owner", added(pod({ controller: web, deleting: true })), ["ns/web"], false],
    ["RS-6: an orphan added while terminating: no owner", added(pod({ deleting: true })), [], false],
    ["RS-8: added orphan: the owners that select it", added(pod()), [], true],
    [
      "RS-9: modified without a new resourceVersion: no owner",
      modifiedFrom(pod({ controller: web }), pod({ controller: web })),
      [],
      false,
    ],
    [
      "RS-10: starts terminating: its owner",
      modified({ controller: web }, { controller: web, deleting: true }),
      ["ns/web"],
      false,
    ],
    [
      "RS-10: starts terminating with another controller: both",
      modified({ controller: web }, { controller: other, ...moved, deleting: true }),
      ["ns/web", "ns/other"],
      false,
    ],
    ["RS-10: an orphan starts terminating: no owner", modified({}, { ...moved, deleting: true }), [], false],
    [
      "RS-11: modified: its owner",
      modified({ controller: web }, { controller: web, phase: "Running" }),
      ["ns/web"],
      false,
    ],
    [
      "RS-11: controller changed: the old and the new owner",
      modified({ controller: web }, { controller: other }),
      ["ns/web", "ns/other"],
      false,
    ],
    [
      "RS-11: controller changed to another kind: the old owner",
      modified({ controller: web }, { controller: statefulSet }),
      ["ns/web"],
      false,
    ],
    ["RS-11: adopted: the new owner", modified({}, { controller: web }), ["ns/web"], false],
    [
      "RS-11: controller changed to one of the same name with another UID: the key, once",
      modified({ controller: web }, { controller: { ...web, metadata: { ...web.metadata, uid: "new" } } }),
      ["ns/web"],
      false,
    ],
    [
      "RS-11, RS-12: released: the old owner and the owners that select it",
      modified({ controller: web }, {}),
      ["ns/web"],
      true,
    ],
    ["RS-12: labels of an orphan changed: the owners that select it", modified({}, moved), [], true],
    ["RS-12: an orphan with unchanged labels: no owner", modified({}, { phase: "Running" }), [], false],
    ["RS-13: deleted: its owner", deleted(pod({ controller: web })), ["ns/web"], false],
    [
      "RS-13, RS-14: deleted, with its last known state: its owner, no orphan",
      deleted(pod({ controller: web, ...moved })),
      ["ns/web"],
      false,
    ],
    ["RS-13: an orphan deleted: no owner", deleted(pod()), [], false],
  ];
  it.each(rows)("%s", (_title, event, owners, orphan) => {
    const woken = wokenByDependent(event, { kind: "ReplicaSet" });
    expect(woken.owners).toEqual(owners);
    expect(woken.orphan).toBe(orphan ? event.object : undefined);
  });
});
