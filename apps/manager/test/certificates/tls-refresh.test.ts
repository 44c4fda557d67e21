import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { type Clock, silentLogger } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthority } from "../../src/certificates/authority.js";
import { createServingCertificate } from "../../src/certificates/serving-certificate.js";
import { servingTls } from "../../src/certificates/serving-tls.js";
import { refreshTls } from "../../src/certificates/tls-refresh.js";
import { type Manager, startManager } from "../../src/manager.js";
import { defaultManagerOptions } from "../../src/manager-options.js";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const noFiles = { tlsCertFile: undefined, tlsPrivateKeyFile: undefined, certDir: undefined };

/** Serves what `read` returns, on a fake clock; `served` is everything that was served after the start. */
function refreshing(clock: FakeClock, read: () => Promise<{ cert: string; key: string }>) {
  const served: string[] = [];
  const reasons: string[] = [];
  const logger = { ...silentLogger, error: (fields: object) => void reasons.push(String(Object.values(fields)[0])) };
  const end = refreshTls({
    served: { cert: "first", key: "key" },
    read,
    serve: ({ cert }) => {
      if (cert === "unusable") throw new Error("no certificate");
      served.push(String(cert));
    },
    clock,
    logger,
  });
  return { served, reasons, end };
}

describe("the refresh of certificates", () => {
  it("serves what has changed within a minute, and only that", async () => {
    const clock = new FakeClock();
    let cert = "first";
    const { served, end } = refreshing(clock, async () => ({ cert, key: "key" }));
    await clock.advance(minuteMs);
    cert = "second";
    await clock.advance(minuteMs);
    await clock.advance(minuteMs);
    expect(served).toEqual(["second"]);
    end();
    cert = "third";
    await clock.advance(10 * minuteMs);
    expect(served).toEqual(["second"]);
  });

  it("keeps the old one while the new one cannot be read or used, and reports each error once", async () => {
    const clock = new FakeClock();
    let next: () => string = () => {
      throw new Error("no such file");
    };
    const { served, reasons, end } = refreshing(clock, async () => ({ cert: next(), key: "key" }));
    await clock.advance(minuteMs);
    await clock.advance(minuteMs);
    next = () => "unusable";
    await clock.advance(minuteMs);
    next = () => "good";
    await clock.advance(minuteMs);
    expect(served).toEqual(["good"]);
    expect(reasons).toEqual(["no such file", "no certificate"]);
    end();
  });

  it("replaces a generated certificate in the last third of its year, by the same authority", async () => {
    let nowMs = Date.UTC(2025, 0, 1);
    const clock = { now: () => nowMs } as Clock;
    const authority = createAuthority(nowMs);
    const clientAuthority = async () => undefined;
    const serving = await servingTls(noFiles, { hosts: ["localhost"], authority, clientAuthority, clock });
    nowMs += 240 * dayMs;
    expect(await serving.read()).toEqual(serving.tls);
    nowMs += 10 * dayMs;
    const next = await serving.read();
    expect(next.cert).not.toBe(serving.tls.cert);
    const leaf = new X509Certificate(next.cert);
    expect(leaf.verify(new X509Certificate(serving.caCertificate).publicKey)).toBe(true);
    expect(Date.parse(leaf.validTo)).toBeGreaterThan(nowMs + 360 * dayMs);
  });
});

describe("a running manager", () => {
  let folder: string;
  let manager: Manager | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(async () => {
    await manager?.stop();
    await rm(folder, { recursive: true });
  });

  it("gives new connections the current certificate of the file", async () => {
    const files = { tlsCertFile: join(folder, "tls.crt"), tlsPrivateKeyFile: join(folder, "tls.key") };
    const write = async () => {
      const { certificate, privateKey } = createServingCertificate({ hosts: ["127.0.0.1"], nowMs: Date.now() });
      await writeFile(files.tlsPrivateKeyFile, privateKey);
      await writeFile(files.tlsCertFile, certificate);
      return new X509Certificate(certificate).fingerprint256;
    };
    const before = await write();
    const clock = new FakeClock(Date.now());
    const options = {
      ...defaultManagerOptions,
      ...files,
      port: 0,
      nodes: 0,
      controllers: [],
      kubeconfigOut: undefined,
    };
    manager = await startManager(options, { logger: silentLogger, clock });
    expect(await fingerprintAt(manager)).toBe(before);
    const after = await write();
    await clock.advance(minuteMs);
    await expect.poll(() => fingerprintAt(manager as Manager)).toBe(after);
  });
});

function fingerprintAt({ address }: Manager): Promise<string> {
  const { hostname: host, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
