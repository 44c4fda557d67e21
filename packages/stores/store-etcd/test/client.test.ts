import { type Clock, silentLogger, systemClock } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createEtcdStore } from "@engenho/store-etcd";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { EtcdClient } from "../src/client/etcd-client.js";
import { GrpcConnection } from "../src/client/grpc-connection.js";
import { GrpcError, grpcCodes } from "../src/client/grpc-error.js";
import { FrameReader, frameOf } from "../src/client/grpc-frames.js";
import { decodeTxn, decodeWatch, encodeTxn } from "../src/client/messages.js";
import { bigintOf, MessageWriter, numberOf, readMessage } from "../src/client/protobuf.js";
import { tellsProgress } from "../src/client/watch-stream.js";
import { Leases } from "../src/maintenance/leases.js";

describe("protobuf", () => {
  it("integers of up to 64 bits survive encoding and decoding", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const message = new MessageWriter().number(1, value).finish();
        readMessage(message, (_field, read) => expect(bigintOf(read)).toBe(value));
      }),
    );
    const minusOne = new MessageWriter().number(2, 2n ** 64n - 1n).finish();
    readMessage(minusOne, (_field, read) => expect(numberOf(read)).toBe(-1));
  });

  it("any bytes are a message or a RangeError, and nothing is read beyond their end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeWatch(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it("a transaction is encoded to the same bytes as by protoc", () => {
    const key = Buffer.from("k");
    const encoded = encodeTxn({
      compare: [{ target: "modRevision", key, value: 0 }],
      success: [{ type: "put", key, value: Buffer.from("v"), lease: 2n ** 62n }],
      failure: [{ type: "range", key }],
    });
    expect(encoded.toString("hex")).toBe(
      "0a0710021a016b300012121210" + "0a016b120176188080808080808080" + "40" + "1a050a030a016b",
    );
  });

  it("a response without fields has no results", () => {
    expect(decodeTxn(Buffer.alloc(0))).toEqual({ revision: 0, succeeded: false, found: [] });
  });
});

describe("gRPC frames", () => {
  it("are assembled from chunks of any length", () => {
    const messages = fc.array(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 50 }), (sent, size) => {
        const received: string[] = [];
        const reader = new FrameReader((message) => received.push(message.toString("hex")));
        const bytes = Buffer.concat(sent.map(frameOf));
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
        expect(received).toEqual(sent.map((message) => message.toString("hex")));
      }),
    );
  });
});

describe("progress notifications", () => {
  it.each([
    ["3.4.23", false],
    ["3.4.30", false],
    ["3.4.31", true],
    ["3.5.0", false],
    ["3.5.12", false],
    ["3.5.13", true],
    ["3.5.16+k3s1", true],
    ["3.6.0-rc.1", true],
    ["4.0.0", true],
    ["", false],
  ])("of a member of version %s are trusted: %s", (version, isBelieved) => {
    expect(tellsProgress(version)).toBe(isBelieved);
  });
});

describe("leases", () => {
  const grants = (clock: Clock, seconds: number) => {
    const granted: number[] = [];
    const client = { grantLease: async (ttl: number) => BigInt(granted.push(ttl)) } as unknown as EtcdClient;
    return { granted, leases: new Leases(client, clock, seconds) };
  };

  it("are shared for a minute of an hour, and by a thousand objects", async () => {
    const clock = new FakeClock();
    const { granted, leases } = grants(clock, 3_600);
    for (let count = 0; count < 1_000; count++) expect(await leases.get()).toBe(1n);
    expect(await leases.get()).toBe(2n);
    await clock.advance(59_000);
    expect(await leases.get()).toBe(2n);
    await clock.advance(2_000);
    expect(await leases.get()).toBe(3n);
    expect(granted).toEqual([3_660, 3_660, 3_660]);
  });

  it("of a short time are shared for a twentieth of it", async () => {
    const clock = new FakeClock();
    const { granted, leases } = grants(clock, 100);
    await leases.get();
    await clock.advance(4_900);
    expect(await leases.get()).toBe(1n);
    await clock.advance(200);
    expect(await leases.get()).toBe(2n);
    expect(granted).toEqual([105, 105]);
  });

  it("are requested again after a failure", async () => {
    let calls = 0;
    const grantLease = () => (++calls === 1 ? Promise.reject(new Error("no leader")) : Promise.resolve(7n));
    const leases = new Leases({ grantLease } as unknown as EtcdClient, systemClock, 10);
    await expect(leases.get()).rejects.toThrow("no leader");
    expect(await leases.get()).toBe(7n);
  });
});

describe("a client that can reach no member", () => {
  const refusal = (code: string) =>
    new GrpcError(grpcCodes.unavailable, code, { cause: Object.assign(new Error(code), { code }) });

  /**
   * After how many milliseconds a first call fails. `outcomes`: the error code of each attempt to connect; the last one also stands for all
   * later attempts.
   */
  async function failsAt(servers: readonly string[], outcomes: readonly string[]): Promise<number> {
    const clock = new FakeClock();
    const begunMs = clock.monotonicNow();
    let attempts = 0;
    const opened = vi.spyOn(GrpcConnection, "open").mockImplementation(async () => {
      throw refusal(outcomes[Math.min(attempts++, outcomes.length - 1)] as string);
    });
    onTestFinished(() => opened.mockRestore());
    const credentials = { forServer: async () => undefined };
    const options = { servers, credentials, requestTimeoutMs: 15_000, clock, random: seededRandom(1) };
    const client = new EtcdClient({ ...options, logger: silentLogger });
    let isOver = false;
    client.range({ key: Buffer.from("a") }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(GrpcError);
      isOver = true;
    });
    for (let round = 0; !isOver && round < 400; round++) await clock.advance(50);
    expect(isOver).toBe(true);
    return clock.monotonicNow() - begunMs;
  }

  const one = ["http://127.0.0.1:1"];
  const two = ["http://127.0.0.1:1", "http://nowhere.invalid:2"];

  it.each([
    ["the connection is refused", one, ["ECONNREFUSED"]],
    ["there is no such host", one, ["ENOTFOUND"]],
    ["each of two members is one of these", two, ["ECONNREFUSED", "ENOTFOUND", "ECONNREFUSED"]],
  ])("gives up within three seconds if %s", async (_why, servers, outcomes) => {
    const ms = await failsAt(servers, outcomes);
    expect(ms).toBeGreaterThan(2_000);
    expect(ms).toBeLessThan(3_000);
  });

  it.each([
    ["a connection ends", one, ["ECONNRESET"]],
    ["one of two members only falls silent", two, ["ECONNREFUSED", "ETIMEDOUT", "ETIMEDOUT"]],
  ])("retries until the call's timeout if %s", async (_why, servers, outcomes) => {
    expect(await failsAt(servers, outcomes)).toBeGreaterThan(13_000);
  });

  it("fails with a message of one sentence", async () => {
    const options = { servers: one, logger: silentLogger };
    await expect(createEtcdStore(options)).rejects.toMatchObject({
      code: "ServiceUnavailable",
      message:
        "etcd cannot be used at http://127.0.0.1:1 (http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1): a member must listen there, and speak http, not https (servers, --etcd-servers)",
    });
  });
});
