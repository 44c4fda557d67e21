import { expect } from "vitest";
import type { AnyObject, ApiClient } from "./api-client.js";

/** A kind, and what upstream's test of its API operations does with it. */
export interface ApiOperations {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  /** The object that is created three times, without its name. */
  readonly object: AnyObject;
  /** What a merge patch changes beside an annotation, and an update after it. */
  readonly patch?: object;
  readonly update?: object;
  /** Whether there is a `/status` with conditions. */
  readonly status?: boolean;
}

/** The URL of a collection. */
export function collectionOf({ group, version, resource, namespace }: ApiOperations, all = false): string {
  const within = namespace === undefined || all ? "" : `namespaces/${namespace}/`;
  return `/apis/${group}/${version}/${within}${resource}`;
}

const named = ({ name }: AnyObject) => name;

/**
 * The steps that upstream's conformance tests share under the name "should support ... API operations": discovery, create, get,
 * list, watch, patch, update, the status subresource, delete and deletecollection.
 */
export async function playApiOperations(client: ApiClient, operations: ApiOperations): Promise<void> {
  const { group, version, resource, kind, object, patch = {}, update = {}, status = false } = operations;
  const groups = (await client.get("/apis")).groups as AnyObject[];
  expect(groups.find(({ name }) => name === group)?.versions).toContainEqual({
    groupVersion: `${group}/${version}`,
    version,
  });
  expect((await client.get(`/apis/${group}`)).versions).toContainEqual({
    groupVersion: `${group}/${version}`,
    version,
  });
  const resources = (await client.get(`/apis/${group}/${version}`)).resources.map(named);
  expect(resources).toContain(resource);
  if (status) expect(resources).toContain(`${resource}/status`);

  const collection = collectionOf(operations);
  const label = `example-e2e-${resource}=played`;
  const selected = `?labelSelector=${encodeURIComponent(label)}`;
  const template = {
    ...object,
    metadata: { generateName: `e2e-example-${resource}-`, labels: { [`example-e2e-${resource}`]: "played" } },
  };
  await client.create(collection, template);
  await client.create(collection, template);
  const created = await client.create(collection, template);
  const path = `${collection}/${created.metadata.name}`;
  const again = { ...template, metadata: { ...template.metadata, name: created.metadata.name } };
  await expect(client.create(collection, again)).rejects.toMatchObject({ code: 409, reason: "AlreadyExists" });

  const read = await client.get(path);
  expect(read).toMatchObject({ kind, metadata: { uid: created.metadata.uid } });
  const list = await client.get(collection + selected);
  expect(list.items).toHaveLength(3);
  expect((await client.get(collectionOf(operations, true) + selected)).items).toHaveLength(3);

  const watches = await Promise.all(
    [collectionOf(operations), collectionOf(operations, true)].map((watched) =>
      client.watch(`${watched}${selected}&resourceVersion=${list.metadata.resourceVersion}`),
    ),
  );
  const patched = await client.patch(path, { metadata: { annotations: { patched: "true" } }, ...patch });
  expect(patched).toMatchObject({ metadata: { annotations: { patched: "true" } }, ...patch });
  expect(BigInt(patched.metadata.resourceVersion)).toBeGreaterThan(BigInt(created.metadata.resourceVersion));
  const updated = await changed(client, path, (current) => ({
    ...merged(current, update),
    metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, updated: "true" } },
  }));
  expect(updated).toMatchObject({ metadata: { annotations: { patched: "true", updated: "true" } }, ...update });
  for (const watch of watches) {
    for (const annotation of ["patched", "updated"]) {
      const event = await watch.until(({ object: seen }) => seen.metadata.annotations?.[annotation] === "true");
      expect(event).toMatchObject({ type: "MODIFIED", object: { kind, metadata: { uid: created.metadata.uid } } });
    }
    watch.stop();
  }
  if (status) await playStatus(client, path, { kind, uid: created.metadata.uid });

  await client.delete(path);
  await expect(client.get(path)).rejects.toMatchObject({ code: 404, reason: "NotFound" });
  expect((await client.get(collection + selected)).items).toHaveLength(2);
  await client.delete(collection + selected);
  expect((await client.get(collection + selected)).items).toEqual([]);
}

/** The steps on `/status`: get, a merge patch and an update of conditions. */
async function playStatus(
  client: ApiClient,
  path: string,
  { kind, uid }: { readonly kind: string; readonly uid: string },
): Promise<void> {
  expect(await client.get(`${path}/status`)).toMatchObject({ kind, metadata: { uid } });
  const common = { message: "Set from an e2e test", lastTransitionTime: "2024-01-01T00:00:00Z" };
  const first = { type: "PatchStatusFailed", status: "False", reason: "e2e", ...common };
  const patched = await client.patch(`${path}/status`, { status: { conditions: [first] } });
  expect(patched.status.conditions).toContainEqual(first);
  const second = { type: "StatusUpdateFailed", status: "False", reason: "E2E", ...common };
  const updated = await changed(
    client,
    path,
    (current) => ({
      ...current,
      status: { ...current.status, conditions: [...(current.status?.conditions ?? []), second] },
    }),
    "/status",
  );
  expect(updated.status.conditions).toContainEqual(second);
}

/** Reads, changes and writes until there is no conflict (client-go's RetryOnConflict). */
export async function changed(
  client: ApiClient,
  path: string,
  change: (current: AnyObject) => AnyObject,
  subresource = "",
): Promise<AnyObject> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.update(path + subresource, change(await client.get(path)));
    } catch (error) {
      if ((error as { readonly code?: number }).code !== 409 || attempt === 5) throw error;
    }
  }
}

function merged(target: AnyObject, source: AnyObject): AnyObject {
  if (typeof source !== "object" || source === null || Array.isArray(source)) return source;
  const result = { ...target };
  for (const [key, value] of Object.entries(source)) result[key] = merged(target?.[key], value);
  return result;
}
