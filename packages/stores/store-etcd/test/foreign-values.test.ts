import { configMaps, pods, silentLogger } from "@engenho/core";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

describe.skipIf(noEtcd !== undefined)("next to a kube-apiserver", () => {
  let etcd: EtcdCluster;

  beforeAll(async () => {
    etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd.stop());

  const key = { namespace: "default", name: "a" };

  it("its JSON is read, and replaced by an update", async () => {
    const fields = '"uid":"3f1","creationTimestamp":"2026-01-01T00:00:00Z"';
    const json = `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default",${fields}},"data":{"k":"v"}}`;
    await etcd.etcdctl(["put", "/json/configmaps/default/a", `${json}\n`]);
    const store = await createEtcdStore({ servers: etcd.servers, prefix: "/json", logger: silentLogger });
    onTestFinished(() => store.close());
    const read = await store.get(configMaps, key);
    expect(read.data).toEqual({ k: "v" });
    await store.update({ ...read, data: { k: "w" } });
    const value = JSON.parse(await etcd.etcdctl(["get", "/json/configmaps/default/a", "--print-value-only"]));
    expect(value).toMatchObject({ kind: "ConfigMap", metadata: { uid: "3f1" }, data: { k: "w" } });
    expect(value.metadata.resourceVersion).toBeUndefined();
  });

  it.each([
    ["protobuf", "k8s\\0", "in protobuf"],
    ["encrypted", "k8s:enc:aesgcm:v1:key1:", "is encrypted by kube-apiserver (aesgcm)"],
    ["broken", "{", "not a JSON object"],
  ])(
    "with a value that is %s, reads of its key and lists of its kind fail with an error that names the key and the reason; other kinds are not affected",
    async (name, start, reason) => {
      const prefix = `/${name}`;
      // A command-line argument cannot contain a NUL byte, so printf writes the value to etcdctl's standard input.
      const write = (value: string) => etcd.pipe(`printf '${value}'`, ["put", `${prefix}/configmaps/default/bad`]);
      const store = await createEtcdStore({ servers: etcd.servers, prefix, logger: silentLogger });
      onTestFinished(() => store.close());
      await store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: key });
      const watch = store.watch({ kinds: [configMaps] });
      await write(start);
      // Watches end with Expired, so that clients list again.
      expect((await watch.next())?.type).toBe("lagged");
      watch.close();
      const fault = {
        code: "InternalError",
        message: expect.stringMatching(
          new RegExp(
            `^ConfigMap: the value of ${prefix}/configmaps/default/bad in etcd cannot be read: .*${reason.replace(/[()]/g, "\\$&")}`,
          ),
        ),
      };
      await expect(store.list(configMaps)).rejects.toMatchObject(fault);
      await expect(store.list(configMaps, { namespace: "default" })).rejects.toMatchObject(fault);
      await expect(store.get(configMaps, { namespace: "default", name: "bad" })).rejects.toMatchObject(fault);
      const create = store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { ...key, name: "bad" } });
      await expect(create).rejects.toMatchObject(fault);
      expect((await store.get(configMaps, key)).metadata.name).toBe("a");
      expect((await store.list(configMaps, { namespace: "other" })).items).toEqual([]);
      expect((await store.list(pods)).items).toEqual([]);
      // A store that starts now reports the same.
      const second = await createEtcdStore({ servers: etcd.servers, prefix, logger: silentLogger });
      onTestFinished(() => second.close());
      await expect(second.list(configMaps)).rejects.toMatchObject(fault);
      await etcd.etcdctl(["del", `${prefix}/configmaps/default/bad`]);
      await store.refresh?.();
      expect((await store.list(configMaps)).items).toHaveLength(1);
    },
  );
});
