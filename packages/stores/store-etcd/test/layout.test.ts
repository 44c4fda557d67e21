import type { Stored } from "@engenho/core";
import { standardKinds } from "@engenho/standard-registry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyLayout } from "../src/layout/key-layout.js";
import { decodeValue, encodeValue } from "../src/layout/stored-value.js";
import { definition } from "./support/definition.js";

const layout = () => new KeyLayout("/registry", standardKinds());
const defined = { ...definition, metadata: { name: "widgets.example.com" } } as unknown as Stored;

describe("the keys of kube-apiserver", () => {
  it.each([
    ["", "Pod", "/registry/pods/ns/x"],
    ["", "Service", "/registry/services/specs/ns/x"],
    ["", "Endpoints", "/registry/services/endpoints/ns/x"],
    ["", "Node", "/registry/minions/x"],
    ["", "ReplicationController", "/registry/controllers/ns/x"],
    ["", "Namespace", "/registry/namespaces/x"],
    ["", "Event", "/registry/events/ns/x"],
    ["apps", "Deployment", "/registry/deployments/ns/x"],
    ["networking.k8s.io", "Ingress", "/registry/ingress/ns/x"],
    ["networking.k8s.io", "IPAddress", "/registry/ipaddresses/x"],
    ["coordination.k8s.io", "Lease", "/registry/leases/ns/x"],
    ["rbac.authorization.k8s.io", "ClusterRole", "/registry/clusterroles/x"],
    ["apiextensions.k8s.io", "CustomResourceDefinition", "/registry/apiextensions.k8s.io/customresourcedefinitions/x"],
    ["apiregistration.k8s.io", "APIService", "/registry/apiregistration.k8s.io/apiservices/x"],
    ["example.com", "Widget", "/registry/example.com/widgets/ns/x"],
  ])("%s %s: %s", (group, kind, key) => {
    const keys = layout();
    keys.define(defined);
    const place = keys.placeOf({ group, kind });
    expect(place && keys.keyOf(place, "ns", "x")).toBe(key);
    expect(keys.find(key)).toEqual({ place, namespace: place?.namespaced === true ? "ns" : "", name: "x" });
  });

  it.each([
    "/registry/masterleases/127.0.0.1",
    "/registry/ranges/servicenodeports",
    "/registry/engenho/claims/clusterips/10.0.0.1",
    "/registry/pods/x",
    "/registry/pods/ns/",
    "/registry/pods/ns/x/y",
    "/registry/minions/ns/x",
    "/registry/services/ns/x",
    "/registrypods/ns/x",
    "/elsewhere/pods/ns/x",
    "/registry",
    "compact_rev_key",
  ])("%s is not the key of an object", (key) => {
    expect(layout().find(key)).toBeUndefined();
  });

  it("every stored kind has a path of its own", () => {
    const places = [...layout().places];
    expect(new Set(places.map(({ path }) => path)).size).toBe(places.length);
    expect(places.length).toBeGreaterThan(50);
  });

  it("a definition cannot take a built-in kind's path, and releases its own when it is removed", () => {
    const keys = layout();
    const impostor = {
      ...defined,
      spec: {
        ...(defined as unknown as typeof definition).spec,
        group: "services",
        names: { plural: "specs", kind: "Spec" },
      },
    } as unknown as Stored;
    expect(keys.define(impostor)).toBeUndefined();
    const place = keys.define(defined);
    expect(keys.isDefined(defined)).toBe(true);
    expect(keys.remove("widgets.example.com")).toBe(place);
    expect(keys.find("/registry/example.com/widgets/ns/x")).toBeUndefined();
  });

  it("slashes at the start and end of a prefix are optional", () => {
    for (const prefix of ["registry", "/registry", "/registry/", "//registry//"]) {
      expect(new KeyLayout(prefix, []).prefix).toBe("/registry");
    }
  });
});

describe("values", () => {
  const place = layout().placeOf({ group: "", kind: "ConfigMap" });
  if (place === undefined) throw new Error("ConfigMaps have no place");

  it("are JSON without a resourceVersion, which is taken from the revision", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.integer({ min: 1 }), (data, revision) => {
        const metadata = { name: "a", namespace: "b", uid: "u", resourceVersion: "1" };
        const value = encodeValue({ apiVersion: "v1", kind: "ConfigMap", metadata, data } as Stored);
        expect(value.toString()).not.toContain('resourceVersion":"1"');
        const decoded = decodeValue(place, value, revision);
        if (decoded.type !== "object") throw new Error(decoded.reason);
        expect(JSON.parse(JSON.stringify(decoded.object))).toEqual(
          JSON.parse(
            JSON.stringify({
              ...{ apiVersion: "v1", kind: "ConfigMap", data },
              metadata: { ...metadata, resourceVersion: String(revision) },
            }),
          ),
        );
        expect(Object.isFrozen(decoded.object.metadata)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  const unknown = Buffer.from("6b3873000a0f0a0276311209436f6e6669674d6170", "hex");
  it.each([
    ["protobuf", unknown, /a ConfigMap of v1 in protobuf/],
    ["protobuf that is cut off", unknown.subarray(0, 9), /an object in protobuf/],
    ["an encrypted value", Buffer.from("k8s:enc:aescbc:v1:key1:\x00\x01"), /encrypted by kube-apiserver \(aescbc\)/],
    [
      "another version",
      Buffer.from('{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}'),
      /ConfigMap of v2 instead of a ConfigMap of v1/,
    ],
    ["another kind", Buffer.from('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}'), /Pod of v1/],
    ["no object", Buffer.from("[]"), /not a JSON object/],
    ["nothing", Buffer.alloc(0), /not a JSON object/],
    ["half of an object", Buffer.from('{"apiVersion":"v1"'), /not a JSON object/],
  ])("%s is reported, not skipped", (_title, value, reason) => {
    const decoded = decodeValue(place, value, 1);
    expect(decoded).toEqual({ type: "unreadable", reason: expect.stringMatching(reason) });
  });
});
