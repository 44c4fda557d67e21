import type { CertificateSigningRequest, Stored } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import { cleanupTime } from "../src/cleaning/cleanup-time.js";
import { createCertificateCleaner } from "../src/index.js";
import { authorityWith, requestOf, run } from "./support.js";

const startMs = Date.UTC(2025, 0, 1);
const hourMs = 3_600_000;
const time = (ms: number) => new Date(startMs + ms).toISOString().replace(/\.\d+/, "");
const certificate = btoa(authorityWith("P-256", startMs + hourMs / 2).certificate);

const request = (status: CertificateSigningRequest["status"]) =>
  ({ metadata: { name: "it", creationTimestamp: time(0) }, spec: {}, status }) as Stored<CertificateSigningRequest>;
const condition = (type: string, lastUpdateTime?: string) => ({
  type,
  status: "True",
  ...(lastUpdateTime === undefined ? {} : { lastUpdateTime }),
});

describe("when a request is cleaned up", () => {
  it.each<[string, CertificateSigningRequest["status"], number]>([
    ["nobody has done anything", {}, 24 * hourMs],
    ["it was denied", { conditions: [condition("Denied", time(1000))] }, hourMs + 1000],
    ["it has failed", { conditions: [condition("Approved", time(0)), condition("Failed", time(2000))] }, hourMs + 2000],
    ["it is approved, and not issued", { conditions: [condition("Approved", time(0))] }, Number.POSITIVE_INFINITY],
    ["it is issued", { conditions: [condition("Approved", time(0))], certificate: btoa("no PEM") }, hourMs],
    ["its certificate expires", { conditions: [condition("Approved", time(0))], certificate }, hourMs / 2],
    ["the time is not known", { conditions: [condition("Denied")] }, Number.POSITIVE_INFINITY],
    ["only others have conditions on it", { conditions: [condition("Own", time(0))] }, Number.POSITIVE_INFINITY],
  ])("%s", (_, status, afterMs) => {
    expect(cleanupTime(request(status)) - startMs).toBe(afterMs);
  });
});

describe("the cleaner", () => {
  let world: ReturnType<typeof run>;
  afterEach(() => world.end());
  const exists = async () =>
    (await world.store.list({ apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest" })).items.length;

  it("deletes a request when it has waited for a day, and not before", async () => {
    world = run(createCertificateCleaner);
    await world.create({ request: await requestOf(), signerName: "example.com/one" });
    for (let hour = 0; hour < 23; hour++) await world.clock.advance(hourMs);
    expect(await exists()).toBe(1);
    await world.clock.advance(hourMs + 1000);
    expect(await exists()).toBe(0);
  });

  it("deletes a request an hour after it was denied", async () => {
    world = run(createCertificateCleaner);
    await world.create({ request: await requestOf(), signerName: "example.com/one" });
    await world.clock.advance(10_000);
    await world.decide("Denied");
    await world.clock.advance(hourMs - 1000);
    expect(await exists()).toBe(1);
    await world.clock.advance(2000);
    expect(await exists()).toBe(0);
  });
});
