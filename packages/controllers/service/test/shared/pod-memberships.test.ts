import type { Pod, Stored, WatchEvent } from "@engenho/core";
import { modified } from "@engenho/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { servicesOfPodEvent } from "../../src/shared/pod-memberships.js";
import { ServiceIndex } from "../../src/shared/service-index.js";
import { makePod, makeService } from "../objects.js";

type Options = Parameters<typeof makePod>[1];

describe("servicesOfPodEvent", () => {
  let index: ServiceIndex;

  beforeEach(() => {
    index = new ServiceIndex();
    for (const app of ["web", "db"]) index.set(makeService({ selector: { app } }, { name: app }));
    index.set(makeService({ selector: { tier: "front" } }, { name: "front" }));
    index.set(makeService({ selector: undefined }, { name: "none" }));
  });

  const services = (event: WatchEvent<Pod>) => [...servicesOfPodEvent(event, index)].sort();
  const update = (before: Options, after: Options) => services(modified(makePod("a", before), makePod("a", after)));

  it("EP-2: an added or deleted pod concerns every Service that selects it", () => {
    const object = makePod("a", { labels: { app: "web", tier: "front" } });
    expect(services({ type: "ADDED", object })).toEqual(["ns/front", "ns/web"]);
    expect(services({ type: "DELETED", object, previous: object })).toEqual(["ns/front", "ns/web"]);
  });

  it("EP-3: the same resourceVersion concerns no Service", () => {
    const before = makePod("a", { ready: false });
    const after = { ...makePod("a"), metadata: before.metadata } as Stored<Pod>;
    expect(services(modified(before, after))).toEqual([]);
  });

  it.each<[string, Options, Options]>([
    ["readiness", { ready: false }, { ready: true }],
    ["another IP", { ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
    ["an additional IP", { ips: ["10.0.0.1"] }, { ips: ["10.0.0.1", "fd00::1"] }],
    ["the order of IPs", { ips: ["10.0.0.1", "fd00::1"] }, { ips: ["fd00::1", "10.0.0.1"] }],
    ["the first IP", { ips: [] }, { ip: "10.0.0.1" }],
    ["deletion", {}, { terminating: true }],
    ["any change of a terminating pod", { terminating: true }, { terminating: true }],
  ])("EP-3: %s concerns the Services that select the pod now", (_, before, after) => {
    expect(update(before, after)).toEqual(["ns/web"]);
  });

  it("EP-3: a change of labels alone concerns the Services that select only one of the versions", () => {
    const front = { app: "web", tier: "front" };
    expect(update({ labels: front }, { labels: { app: "web" } })).toEqual(["ns/front"]);
    expect(update({ labels: { app: "web" } }, { labels: { app: "db" } })).toEqual(["ns/db", "ns/web"]);
    expect(update({ labels: { app: "web" } }, { labels: { app: "web", note: "x" } })).toEqual([]);
  });

  it("EP-3: a change of labels and other properties concerns the Services that select either version", () => {
    const before = { labels: { app: "web", tier: "front" }, ready: false };
    expect(update(before, { labels: { app: "db", tier: "front" }, ready: true })).toEqual([
      "ns/db",
      "ns/front",
      "ns/web",
    ]);
  });

  it.each<[string, Options, Options]>([
    ["phase", { phase: "Running" }, { phase: "Failed" }],
    ["node", { nodeName: null }, { nodeName: "n1" }],
    ["ports", {}, { spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: 1 }] }] } }],
    ["the Ready transition time", {}, { readySince: "2025-02-02T00:00:00Z" }],
  ])("EP-4: a change of %s alone is not noticed", (_, before, after) => {
    expect(update(before, after)).toEqual([]);
  });

  it("EP-5: changes of hostname and subdomain alone are ignored, but not together with another change", () => {
    const named = { spec: { hostname: "h", subdomain: "web" } };
    expect(update({}, named)).toEqual([]);
    expect(update({ ready: false }, named)).toEqual(["ns/web"]);
  });
});
