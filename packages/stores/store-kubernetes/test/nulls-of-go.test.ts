import { describe, expect, it } from "vitest";
import { storedOf } from "../src/cache/kind-cache.js";
import { withoutNulls } from "../src/cache/nulls-of-go.js";

const kindOf = (apiVersion: string, kind: string) =>
  ({ apiVersion, kind, group: apiVersion.includes("/") ? apiVersion.split("/")[0] : "" }) as never;

const metadata = { name: "a", namespace: "ns", uid: "u", resourceVersion: "1" };

describe("an object that a Go server has sent", () => {
  it("of Kubernetes' own kinds has no null: kube-apiserver writes `ports: null` into an EndpointSlice without ports", () => {
    const slice = { metadata, addressType: "IPv4", endpoints: null, ports: null };
    const stored = storedOf(slice, kindOf("discovery.k8s.io/v1", "EndpointSlice"));
    expect(stored).toEqual({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, addressType: "IPv4" });
    expect("ports" in stored).toBe(false);
  });

  it.each([
    ["example.com/v1", "Widget"],
    ["snapshot.storage.k8s.io/v1", "VolumeSnapshot"],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
    ["apps/v1", "ControllerRevision"],
    ["resource.k8s.io/v1", "ResourceClaim"],
  ])("of %s %s keeps its nulls, which are values there", (apiVersion, kind) => {
    const object = { metadata, spec: { value: null } };
    expect(storedOf(object, kindOf(apiVersion, kind))).toMatchObject({ spec: { value: null } });
  });
});

describe("withoutNulls", () => {
  it.each([
    [
      { status: { conditions: [{ type: "Ready", lastProbeTime: null }] } },
      { status: { conditions: [{ type: "Ready" }] } },
    ],
    [{ rules: null, a: { b: { c: null } } }, { a: { b: {} } }],
    [{ list: [null, 1, { x: null }] }, { list: [null, 1, {}] }],
  ])("%j becomes %j", (value, expected) => {
    expect(withoutNulls(value)).toStrictEqual(expected);
  });

  it("copies nothing that has none", () => {
    const kept = { labels: { a: "1" } };
    const value = { kept, gone: null };
    expect(withoutNulls(kept)).toBe(kept);
    expect((withoutNulls(value) as typeof value).kept).toBe(kept);
  });

  it("keeps a key named __proto__", () => {
    const value: unknown = JSON.parse('{"data":{"__proto__":"x","b":null}}');
    expect(JSON.stringify(withoutNulls(value))).toBe('{"data":{"__proto__":"x"}}');
  });
});
