import { events, KindFilter, type KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "./support/open-registry.js";

const involved = { kind: "Pod", namespace: "a", name: "p", uid: "u" };
const event = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "e", namespace: "a" },
  involvedObject: involved,
  reason: "Started",
  message: "it started",
  type: "Normal",
  source: { component: "kubelet" },
};
const newer = { apiVersion: "events.k8s.io/v1", kind: "Event" } as const;

interface NewEvent extends KubernetesObject {
  readonly regarding?: object;
  readonly note?: string;
}

describe("Events", () => {
  it("are counted once, as the resource of the group that stores them", async () => {
    const { store } = openRegistry();
    await store.create(event);
    const counted = [...(await store.countObjects())].filter(([resource]) => resource.startsWith("events"));
    expect(counted).toEqual([["events", 1]]);
  });

  it("are the same object in both of their groups", async () => {
    const { store } = openRegistry();
    await store.create(event);
    const view = await store.get<NewEvent>(newer, { namespace: "a", name: "e" });
    expect(view).toMatchObject({ ...newer, regarding: involved, note: "it started" });
    const listed = await store.list<NewEvent>(newer);
    expect(listed.items).toEqual([view]);
    const core = { apiVersion: "v1", kind: "Event", namespace: "a", name: "e" };
    await store.update({ ...(await store.get(events, core)), message: "it started again" });
    const updated = await store.get<NewEvent>(newer, { namespace: "a", name: "e" });
    expect(updated.note).toBe("it started again");
    await store.update({ ...updated, metadata: { ...updated.metadata, labels: { a: "b" } } });
    const old = await store.get(events, core);
    expect(old).toMatchObject({
      metadata: { labels: { a: "b" } },
      message: "it started again",
      involvedObject: involved,
    });
  });

  it("are watched in the group that the watch names", async () => {
    const { store } = openRegistry();
    const core = store.watch({ kinds: KindFilter.kind({ group: "", kind: "Event" }) });
    const views = store.watch({ kinds: KindFilter.kind({ group: "events.k8s.io", kind: "Event" }) });
    await store.create(event);
    const objectOf = (signal: Awaited<ReturnType<typeof core.next>>) =>
      signal?.type === "events" ? signal.events[0]?.object : undefined;
    expect(objectOf(await core.next())).toMatchObject({ apiVersion: "v1", message: "it started" });
    expect(objectOf(await views.next())).toMatchObject({ ...newer, note: "it started" });
    expect(views.resourceVersion).toBe(core.resourceVersion);
    views.close();
    expect(await views.next()).toBeUndefined();
    core.close();
  });

  it("are selectable by fields of either form", async () => {
    const { store } = openRegistry();
    await store.create(event);
    const find = async (kind: { apiVersion: string; kind: string }, field: string) =>
      (await store.list(kind, { fieldSelector: [{ field, operator: "=", value: "p" }] })).items.length;
    expect(await find({ apiVersion: "v1", kind: "Event" }, "involvedObject.name")).toBe(1);
    expect(await find(newer, "regarding.name")).toBe(1);
    await expect(find(newer, "involvedObject.name")).rejects.toMatchObject({ code: "BadRequest" });
  });
});
