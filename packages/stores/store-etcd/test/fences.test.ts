import {
  type ConfigMap,
  configMaps,
  type Fence,
  leases,
  type Service,
  type Stored,
  services,
  silentLogger,
} from "@engenho/core";
import { createEtcdStore, type EtcdStore } from "@engenho/store-etcd";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { EtcdClient } from "../src/client/etcd-client.js";
import { GrpcError, grpcCodes } from "../src/client/grpc-error.js";
import type { TxnRequest } from "../src/client/messages.js";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

const namespace = "default";
const leaseKey = { namespace: "kube-system", name: "manager" };
const fence: Fence = { ...leaseKey, holderIdentity: "a", leaseTransitions: 0 };
const message = 'the Lease kube-system/manager is held by "b", no longer by "a" in term 0';
const refused = { code: "Conflict", message };

describe.skipIf(noEtcd !== undefined)("fences on two stores over one etcd", () => {
  let etcd: EtcdCluster;
  let prefixes = 0;
  let prefix: string;
  let first: EtcdStore;
  let second: EtcdStore;

  beforeAll(async () => {
    etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd.stop());
  beforeEach(async () => {
    prefix = `/fences/${prefixes++}`;
    const open = () => createEtcdStore({ servers: etcd.servers, prefix, logger: silentLogger });
    [first, second] = await Promise.all([open(), open()]);
    await first.create({ ...leases, metadata: leaseKey, spec: { holderIdentity: "a", leaseTransitions: 0 } });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all([first.close(), second.close()]);
  });

  const depose = () => changeLease({ holderIdentity: "b", leaseTransitions: 1 });
  const renew = () => changeLease({ renewTime: "2026-01-01T00:00:00.000000Z" });

  async function changeLease(spec: object) {
    await second.refresh?.();
    await second.patch(leases, leaseKey, { type: "merge", value: { spec } });
  }

  /** Calls `act` when the next transaction of this key has been computed, before it is sent. */
  function beforeCommitOf(key: string, act: () => Promise<void>) {
    const { txn } = EtcdClient.prototype;
    let isDone = false;
    vi.spyOn(EtcdClient.prototype, "txn").mockImplementation(async function (this: EtcdClient, request: TxnRequest) {
      if (!isDone && request.compare[0]?.key.toString().endsWith(key)) {
        isDone = true;
        await act();
      }
      return txn.call(this, request);
    });
    return () => expect(isDone).toBe(true);
  }

  /** Each kind of write to `x`, whose stored object is `created`. */
  const writes: readonly (readonly [string, (created: Stored<ConfigMap>) => Promise<unknown>, string])[] = [
    ["create", () => first.create(configMap("y"), { fence }), "/y"],
    ["update", (created) => first.update({ ...created, data: { late: "yes" } }, { fence }), "/x"],
    [
      "patch",
      () => first.patch(configMaps, { namespace, name: "x" }, mergeOf({ data: { late: "yes" } }), { fence }),
      "/x",
    ],
    ["delete", () => first.delete(configMaps, { namespace, name: "x" }, { fence }), "/x"],
  ];

  it.each(writes)(
    "%s is rejected, and changes nothing, if its author loses the Lease between the read of the Lease and the commit",
    async (_verb, write, key) => {
      const created = await first.create(configMap("x"), { fence });
      const wasDeposed = beforeCommitOf(key, depose);
      await expect(write(created)).rejects.toMatchObject(refused);
      wasDeposed();
      await second.refresh?.();
      expect((await second.list(configMaps)).items).toEqual([created]);
    },
  );

  it.each(writes)("%s succeeds if the Lease is renewed meanwhile", async (_verb, write, key) => {
    const created = await first.create(configMap("x"), { fence });
    const wasRenewed = beforeCommitOf(key, renew);
    await write(created);
    wasRenewed();
    await second.refresh?.();
    expect((await second.list(configMaps)).items).not.toEqual([created]);
  });

  it("if the object changes as well, the write fails with the conflict of the object", async () => {
    const created = await first.create(configMap("x"), { fence });
    beforeCommitOf("/x", async () => {
      await renew();
      await second.update({ ...created, data: { by: "second" } });
    });
    const late = first.update({ ...created, data: { late: "yes" } }, { fence });
    await expect(late).rejects.toMatchObject({ code: "Conflict", message: expect.stringContaining("configmaps") });
  });

  it("a write is rejected if its Lease is deleted meanwhile", async () => {
    beforeCommitOf("/y", async () => void (await second.delete(leases, leaseKey)));
    const late = first.create(configMap("y"), { fence });
    await expect(late).rejects.toMatchObject({ code: "Conflict", message: expect.stringContaining('held by ""') });
  });

  describe.each([
    ["in one transaction", false],
    ["with transactions of one key (kine)", true],
  ])("a Service, %s", (_where, isKine) => {
    beforeEach(() => {
      if (isKine) refuseSeveralKeys();
    });

    it("allocates neither an address nor a port if its author has lost the Lease", async () => {
      await first.create(service("a"), { fence });
      await second.refresh?.();
      await depose();
      // The store's cache may not contain the new Lease yet.
      await expect(first.create(service("b"), { fence })).rejects.toMatchObject(refused);
      expect(await claims()).toHaveLength(2);
      await expect(first.delete(services, { namespace, name: "a" }, { fence })).rejects.toMatchObject(refused);
      expect(await claims()).toHaveLength(2);
    });
  });

  it("a Service allocates neither an address nor a port if its author loses the Lease right before the commit", async () => {
    const wasDeposed = beforeCommitOf("/b", depose);
    await expect(first.create(service("b"), { fence })).rejects.toMatchObject(refused);
    wasDeposed();
    expect(await claims()).toEqual([]);
    const made = await second.create(service("b"), { fence: { ...fence, holderIdentity: "b", leaseTransitions: 1 } });
    expect(await claims()).toHaveLength(2);
    expect((made as Service).spec?.clusterIP).toBeTruthy();
  });

  it("if transactions have one key only (kine), the Lease is read from the server right before the commit", async () => {
    refuseSeveralKeys();
    await first.create(service("a"), { fence });
    const { range } = EtcdClient.prototype;
    let isDone = false;
    vi.spyOn(EtcdClient.prototype, "range").mockImplementation(async function (this: EtcdClient, request) {
      if (!isDone && request.key.toString().endsWith("/kube-system/manager")) {
        isDone = true;
        await depose();
      }
      return range.call(this, request);
    });
    await expect(first.create(service("b"), { fence })).rejects.toMatchObject(refused);
    expect(isDone).toBe(true);
    expect(await claims()).toHaveLength(2);
  });

  async function claims() {
    const keys = await etcd.etcdctl(["get", "--prefix", "--keys-only", `${prefix}/engenho/claims/`]);
    return keys.split(/\s+/).filter((key) => key !== "");
  }

  /** Rejects transactions with several keys, as kine does. */
  function refuseSeveralKeys() {
    const { txn } = EtcdClient.prototype;
    vi.spyOn(EtcdClient.prototype, "txn").mockImplementation(async function (this: EtcdClient, request: TxnRequest) {
      if (request.compare.length > 1 || request.success.length > 1) {
        throw new GrpcError(grpcCodes.invalidArgument, "etcdserver: unsupported operations in txn request");
      }
      return txn.call(this, request);
    });
  }
});

function mergeOf(value: object) {
  return { type: "merge", value } as const;
}

function configMap(name: string): ConfigMap {
  return { ...configMaps, metadata: { name, namespace } };
}

function service(name: string): Service {
  const ports = [{ port: 80, protocol: "TCP" as const }];
  return { ...services, metadata: { name, namespace }, spec: { type: "NodePort", ports } } as Service;
}
