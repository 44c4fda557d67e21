import type { KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { type EventLimit, eventRateLimit } from "../../src/index.js";

interface Given {
  readonly namespace?: string;
  readonly user?: string;
  readonly component?: string;
  readonly object?: string;
}

function open(...limits: EventLimit[]) {
  const { store, clock } = openRegistry({ admission: [eventRateLimit({ limits })] });
  let number = 0;
  const create = async ({ namespace = "a", user = "jane", component = "", object = "o" }: Given = {}) => {
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `e${number++}`, namespace },
      involvedObject: { kind: "Pod", namespace, name: object },
      source: { component },
    } as unknown as KubernetesObject;
    return store.create(event, { user: { name: user } }).then(
      () => "accepted",
      (error: { readonly code: string; readonly message: string }) => `${error.code}: ${error.message}`,
    );
  };
  return { store, clock, create };
}

const refused = (type: string, key: string) =>
  `TooManyRequests: Too many requests: limit reached on type ${type} for key ${key}`;

describe("EventRateLimit (upstream: eventratelimit/admission_test.go)", () => {
  it("accepts a burst, then so many a second", async () => {
    const { create, clock } = open({ type: "Server", qps: 2, burst: 3 });
    expect([await create(), await create(), await create(), await create()]).toEqual([
      ...["accepted", "accepted", "accepted"],
      refused("Server", ""),
    ]);
    await clock.advance(499);
    expect(await create()).toBe(refused("Server", ""));
    await clock.advance(501);
    expect([await create(), await create(), await create()]).toEqual(["accepted", "accepted", refused("Server", "")]);
  });

  it.each<[EventLimit["type"], Given, Given, string]>([
    ["Namespace", { namespace: "a" }, { namespace: "b" }, "a"],
    ["User", { user: "jane" }, { user: "joe" }, "jane"],
    ["SourceAndObject", { component: "kubelet" }, { component: "scheduler" }, "kubeletPodao"],
    ["SourceAndObject", { object: "o" }, { object: "p" }, "Podao"],
  ])("gives each %s a rate of its own", async (type, one, other, key) => {
    const { create } = open({ type, qps: 1, burst: 1 });
    expect([await create(one), await create(one), await create(other)]).toEqual([
      "accepted",
      refused(type, key),
      "accepted",
    ]);
  });

  it("reports the last limit that is exceeded, and charges all of them", async () => {
    const { create } = open({ type: "Server", qps: 1, burst: 2 }, { type: "User", qps: 1, burst: 1 });
    expect([await create(), await create(), await create({ user: "joe" })]).toEqual([
      "accepted",
      refused("User", "jane"),
      refused("Server", ""),
    ]);
  });

  it("evicts the least recently used rate", async () => {
    const { create } = open({ type: "User", qps: 1, burst: 1, cacheSize: 1 });
    expect([await create(), await create({ user: "joe" }), await create()]).toEqual([
      "accepted",
      "accepted",
      "accepted",
    ]);
  });

  it("limits nothing but Events", async () => {
    const { store, create } = open({ type: "Server", qps: 1, burst: 1 });
    expect([await create(), await create()]).toEqual(["accepted", refused("Server", "")]);
    await store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m", namespace: "a" } });
  });
});
