import { createMemoryStore } from "@engenho/store-memory";
import { expect, it } from "vitest";

it("keeps an object through its life", async () => {
  const store = createMemoryStore();
  const watch = store.watch();
  const rs = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { generateName: "web-", namespace: "a", finalizers: ["x.y/z"] }, spec: { replicas: 2 } };
  const created = await store.create(rs);
  expect(created.metadata.generation).toBe(1);
  const updated = await store.update({ ...created, spec: { replicas: 3 } });
  expect(updated.metadata.generation).toBe(2);
  const patched = await store.patch<typeof rs>(created as never, { type: "merge", value: { spec: { replicas: 4 } } }).catch((e) => e);
  const reference = { apiVersion: "apps/v1", kind: "ReplicaSet", namespace: "a", name: created.metadata.name };
  expect((await store.patch(reference, { type: "merge", value: { status: { replicas: 4 } } }, { subresource: "status" })).metadata.generation).toBe(2);
  expect(await store.get(reference, { subresource: "scale" })).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 4 } });
  expect((await store.delete(reference)).type).toBe("deleting");
  await store.patch(reference, { type: "merge", value: { metadata: { finalizers: null } } });
  await expect(store.get(reference)).rejects.toMatchObject({ code: "NotFound" });
  const signal = await watch.next();
  expect(signal?.type === "events" && signal.events.map((e) => e.type)).toEqual(["ADDED", "MODIFIED", "MODIFIED", "MODIFIED", "DELETED"]);
  await store.close();
  expect(await watch.next()).toBeUndefined();
  expect(patched).toBeDefined();
});
