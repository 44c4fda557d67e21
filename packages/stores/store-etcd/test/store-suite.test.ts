import { describeStore } from "@engenho/core/testing";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

describe.skipIf(noEtcd !== undefined)("over a real etcd", () => {
  let etcd: EtcdCluster;
  let stores = 0;

  beforeAll(async () => {
    etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd.stop());

  describeStore(
    "the etcd store",
    (setup) => createEtcdStore({ ...setup, servers: etcd.servers, prefix: `/suite/${stores++}` }),
    { describe, it },
  );
});
