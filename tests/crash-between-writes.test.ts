import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endpoints, isStoreError, type KubernetesObject, type Store, services, silentLogger } from "@engenho/core";
import { createStandardRegistry } from "@engenho/standard-registry";
import { openLmdbBackend } from "@engenho/store-lmdb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createControlPlane } from "../apps/manager/src/control-plane.js";

const key = { namespace: "default", name: "web" };

/** Deletions that are more than one commit: what a crash in between leaves is cleared up by whoever runs then. */
describe("the Endpoints of a Service, which are deleted right after it (AP-64, EP-7)", () => {
  let directory: string;
  const closing: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await rm(directory, { recursive: true });
  });

  async function open() {
    const backend = await openLmdbBackend({ directory: join(directory, "data") });
    closing.push(() => backend.close());
    return { backend, store: createStandardRegistry(backend, { logger: silentLogger }) as Store };
  }

  /** The controllers of Endpoints. */
  async function run(store: Store): Promise<void> {
    const controlPlane = createControlPlane({ store, controllers: ["endpoints"], nodes: 0, logger: silentLogger });
    closing.push(() => controlPlane.stop());
    await controlPlane.start();
  }

  async function makeService(store: Store): Promise<void> {
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } }).catch(() => undefined);
    // Without a selector: these Endpoints are a user's, and no controller's.
    await store.create({ ...services, metadata: key, spec: { ports: [{ port: 80 }] } } as KubernetesObject);
    await store.create({ ...endpoints, metadata: key, subsets: [] } as KubernetesObject);
  }

  /** Deletes the Service as a process does that ends right behind the commit. */
  async function deleteAndCrash({ backend, store }: Awaited<ReturnType<typeof open>>): Promise<void> {
    const previous = await store.get(services, key);
    await backend.commit({
      type: "delete",
      key: { group: "", kind: "Service", ...key },
      object: { ...previous, metadata: { ...previous.metadata } } as KubernetesObject,
      previous,
    });
    expect((await store.get(endpoints, key)).metadata.name).toBe("web");
  }

  const remain = async (store: Store) =>
    store.get(endpoints, key).then(
      () => true,
      (error: unknown) => !isStoreError(error, "NotFound"),
    );

  it("are deleted by the next process, if the one before ended in between", async () => {
    const before = await open();
    await makeService(before.store);
    await deleteAndCrash(before);
    await before.backend.close();
    const { store } = await open();
    await run(store);
    await expect.poll(() => remain(store), { timeout: 20_000 }).toBe(false);
  });

  it("are deleted by a controller that runs while another process ends in between", async () => {
    const both = await open();
    await makeService(both.store);
    await run(both.store);
    await deleteAndCrash(both);
    await expect.poll(() => remain(both.store), { timeout: 20_000 }).toBe(false);
  });
});
