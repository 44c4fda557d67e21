import { type ConfigMap, configMaps, leases } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createStandardRegistry } from "@engenho/standard-registry";
import type { BackendWrite, CommitResult } from "@engenho/storage";
import { describe, expect, it } from "vitest";
import { TableBackend } from "./support/table-backend.js";

const namespace = "default";
const lease = { namespace: "kube-system", name: "manager" };
const fence = { ...lease, holderIdentity: "a", leaseTransitions: 0 };

/** A backend in which something comes between the read of a guard and the commit, so many times, as over a network. */
class OvertakenBackend extends TableBackend {
  overtakings = 0;
  between: () => Promise<unknown> = async () => undefined;

  override async commit(write: BackendWrite): Promise<CommitResult> {
    const { guard } = write;
    if (guard === undefined) return super.commit(write);
    if (this.overtakings-- > 0) await this.between();
    if ((await this.get(guard.key)) === guard.object) return super.commit(write);
    return { type: "conflict", current: await this.get(write.key) };
  }
}

async function open(overtakings: number, change: object) {
  const backend = new OvertakenBackend();
  const store = createStandardRegistry(backend, { clock: new FakeClock(), random: seededRandom(1) });
  await store.create({ ...leases, metadata: lease, spec: { holderIdentity: "a", leaseTransitions: 0 } });
  const created = await store.create<ConfigMap>({ ...configMaps, metadata: { name: "x", namespace } });
  let count = 0;
  backend.between = () =>
    store.patch(leases, lease, {
      type: "merge",
      value: { metadata: { annotations: { count: String(count++) } }, spec: change },
    });
  backend.overtakings = overtakings;
  const writes: Record<string, () => Promise<unknown>> = {
    create: () => store.create({ ...configMaps, metadata: { name: "y", namespace } }, { fence }),
    update: () => store.update({ ...created, data: { a: "b" } }, { fence }),
    patch: () => store.patch(configMaps, created.metadata, { type: "merge", value: { data: { a: "b" } } }, { fence }),
    delete: () => store.delete(configMaps, created.metadata, { fence }),
  };
  return { store, created, write: (verb: string) => (writes[verb] as () => Promise<unknown>)() };
}

describe.each(["create", "update", "patch", "delete"])("a fenced %s", (verb) => {
  it("is made although the Lease is renewed before the commit", async () => {
    const { store, created, write } = await open(2, {});
    await write(verb);
    expect((await store.list(configMaps)).items).not.toEqual([created]);
  });

  it("is refused with Conflict if another holder takes the Lease before the commit", async () => {
    const { store, created, write } = await open(1, { holderIdentity: "b", leaseTransitions: 1 });
    const message = 'the Lease kube-system/manager is held by "b", no longer by "a" in term 0';
    await expect(write(verb)).rejects.toMatchObject({ code: "Conflict", message });
    expect((await store.list(configMaps)).items).toEqual([created]);
  });

  it("ends with Conflict if the Lease changes before every attempt", async () => {
    const { store, created, write } = await open(Number.POSITIVE_INFINITY, {});
    const message = "the Lease kube-system/manager changed during each of 5 attempts to write";
    await expect(write(verb)).rejects.toMatchObject({ code: "Conflict", message });
    expect((await store.list(configMaps)).items).toEqual([created]);
  });
});
