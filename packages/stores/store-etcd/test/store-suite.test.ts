import { describeStore } from "@engenho/core/testing";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

/** The test of the suite that applies only to stores whose history ends with the process. */
const exception = "a resourceVersion that is no longer available is Expired";
const why = "etcd has it until it is compacted, see past-watches.test.ts";

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
    {
      describe,
      it(title, body) {
        if (title.startsWith(exception)) it.skip(`${title} (skipped: ${why})`, () => {});
        else it(title, body);
      },
    },
  );
});
