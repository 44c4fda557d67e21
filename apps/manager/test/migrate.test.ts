import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configMaps, type KubernetesObject, type Service, type Stored, services, silentLogger } from "@engenho/core";
import { createLmdbStore } from "@engenho/store-lmdb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noEtcd, startEtcd } from "../../../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { readCommandLine } from "../src/command-line.js";

const run = async (...argv: string[]): Promise<string> => {
  const invocation = { argv: ["migrate", ...argv], program: "engenho", env: {}, tell: () => undefined };
  const result = await readCommandLine(invocation, "0.0.0");
  return result.type === "print" ? result.text : "";
};
const configMap = (name: string) => ({ ...configMaps, metadata: { name, namespace: "default" }, data: { name } });
const widgets = { apiVersion: "example.com/v1", kind: "Widget" };
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

/** All but the resourceVersion, which a copy has of its own. */
const content = ({ metadata: { resourceVersion: _, ...metadata }, ...rest }: Stored) => ({ ...rest, metadata });

describe("engenho migrate", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = (name: string) => createLmdbStore({ directory: join(folder, name), logger: silentLogger });

  it("copies all objects unchanged, including custom ones, and resourceVersions continue", async () => {
    const source = await open("a");
    for (let index = 0; index < 3; index++) await source.create(configMap(`m${index}`));
    await source.create(definition as KubernetesObject);
    await source.create({ ...widgets, metadata: { name: "w", namespace: "default" } });
    const spec = { ports: [{ port: 80 }] };
    await source.create<Service>({ ...services, metadata: { name: "s", namespace: "default" }, spec });
    const kinds = [configMaps, widgets, services];
    const before = await Promise.all(kinds.map((kind) => source.list(kind)));
    await source.close();

    const [from, to] = [`lmdb:${join(folder, "a")}`, `lmdb:${join(folder, "b")}`];
    expect(await run("--from", from, "--to", to)).toMatch(
      new RegExp(`^${from} -> ${to}: 6 objects, resourceVersion \\d+\n$`),
    );
    const target = await open("b");
    const after = await Promise.all(kinds.map((kind) => target.list(kind)));
    expect(after.map(({ items }) => items.map(content))).toEqual(before.map(({ items }) => items.map(content)));
    for (const { metadata } of after.flatMap(({ items }) => items)) {
      expect(Number(metadata.resourceVersion)).toBeGreaterThan(Number(before[0]?.resourceVersion));
    }
    await target.close();
    await expect(run("--from", from, "--to", to)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("the store to migrate to is not empty"),
    });
  });

  it.skipIf(noEtcd !== undefined)("copies into etcd and back", { timeout: 60_000 }, async () => {
    const source = await open("a");
    for (let index = 0; index < 700; index++) await source.create(configMap(`m${index}`));
    await source.create(definition as KubernetesObject);
    await source.create({ ...widgets, metadata: { name: "w", namespace: "default" } });
    const spec = { ports: [{ port: 80 }] };
    await source.create<Service>({ ...services, metadata: { name: "s", namespace: "default" }, spec });
    const kinds = [configMaps, widgets, services];
    const before = await Promise.all(kinds.map((kind) => source.list(kind)));
    await source.close();
    const etcd = await startEtcd();
    try {
      const server = `etcd:${etcd.servers.join(",")}`;
      expect(await run("--from", `lmdb:${join(folder, "a")}`, "--to", server)).toContain("703 objects");
      expect(await etcd.etcdctl(["get", "--prefix", "--keys-only", "/registry/services/specs/"])).toContain(
        "default/s",
      );
      expect(await run("--from", server, "--to", `lmdb:${join(folder, "b")}`)).toContain("703 objects");
    } finally {
      await etcd.stop();
    }
    const target = await open("b");
    const after = await Promise.all(kinds.map((kind) => target.list(kind)));
    await target.close();
    expect(after.map(({ items }) => items.map(content))).toEqual(before.map(({ items }) => items.map(content)));
  });

  it("a mistyped source is an error, and creates neither store", async () => {
    const [from, to] = [join(folder, "mistyped"), join(folder, "b")];
    await expect(run("--from", `lmdb:${from}`, "--to", `lmdb:${to}`)).rejects.toMatchObject({
      exitCode: 1,
      message: `${from} is not a data directory: it has no data`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("a source without any object is an error", async () => {
    await (await open("a")).close();
    const copy = run("--from", `lmdb:${join(folder, "a")}`, "--to", `lmdb:${join(folder, "b")}`);
    await expect(copy).rejects.toMatchObject({ exitCode: 1, message: "the store to migrate from has no objects" });
  });

  it.each([
    [["--from", "lmdb:a"], 2, "usage: engenho migrate"],
    [["--from", "memory", "--to", "lmdb:b"], 2, "usage: engenho migrate"],
    [["--from", "lmdb:/dev/null/a", "--to", "lmdb:b"], 1, "/dev/null/a is not a data directory: it has no data"],
    [["--form", "lmdb:a"], 2, "Unknown option '--form'"],
    [["--from", "etcd:nowhere", "--to", "lmdb:b"], 2, "servers"],
  ])("%j: exit code %i, %s", async (argv, exitCode, message) => {
    await expect(run(...argv)).rejects.toMatchObject({ exitCode, message: expect.stringContaining(message) });
  });
});
