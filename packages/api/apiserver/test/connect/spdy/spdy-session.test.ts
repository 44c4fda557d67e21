import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from "node:net";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headerDictionary } from "../../../src/connect/spdy/dictionary.js";
import { dataFrame, FrameReader, frameTypes, words } from "../../../src/connect/spdy/frames.js";
import { SpdySession, type SpdyStream } from "../../../src/connect/spdy/spdy-session.js";
import { ReceivedTotal } from "../../../src/limits/receive-room.js";
import { SpdyClient } from "../../support/spdy-client.js";

let server: Server;
let accept: (socket: Socket) => void;

beforeAll(async () => {
  server = createServer((socket) => accept(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

async function connected(onStream: (stream: SpdyStream) => void) {
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  const there = dial((server.address() as AddressInfo).port, "127.0.0.1");
  const session = new SpdySession(await accepted, { received: new ReceivedTotal(0) }, onStream);
  const run = session.run();
  return { session, run, client: new SpdyClient(there) };
}

async function textOf(stream: SpdyStream): Promise<string> {
  let text = "";
  for await (const chunk of stream.received()) text += Buffer.from(chunk).toString();
  return text;
}

describe("a session of SPDY/3.1", () => {
  it("has the dictionary that Go's clients compress with", () => {
    expect(headerDictionary.length).toBe(1423);
    // The id of the dictionary in the header of what is compressed with it (RFC 1950).
    expect(deflateSync("", { dictionary: headerDictionary }).readUInt32BE(2)).toBe(0xe3c6_a7c2);
  });

  it("gives the headers of each stream, and carries both directions until each is ended", async () => {
    const texts: unknown[] = [];
    const { client, run } = await connected((stream) => {
      const serve = async () => {
        await stream.write("hello ");
        texts.push([Object.fromEntries(stream.headers), await textOf(stream)]);
        await stream.write("bye");
        stream.end();
      };
      texts.push(serve());
    });
    const first = await client.open({ streamType: "data", port: "80" });
    const second = await client.open({ streamType: "data", port: "81" });
    client.send(first, "a");
    client.send(second, "b", 1);
    client.send(first, "c", 1);
    await client.until(({ ended }) => ended.size === 2);
    expect(client.received.accepted).toEqual([first, second]);
    expect(texts).toContainEqual([{ streamtype: "data", port: "80" }, "ac"]);
    expect(texts).toContainEqual([{ streamtype: "data", port: "81" }, "b"]);
    expect([...client.received.data.values()]).toEqual(["hello bye", "hello bye"]);
    client.destroy();
    await run;
  });

  it("answers pings", async () => {
    const { client, run } = await connected(() => undefined);
    client.control(frameTypes.ping, words(7));
    await client.until(({ pings }) => pings.length === 1);
    expect(client.received.pings).toEqual([7]);
    client.destroy();
    await run;
  });

  it("ends what is received of a stream that the client resets, and of all when it disconnects", async () => {
    const texts: Promise<string>[] = [];
    const { client, run } = await connected((stream) => texts.push(textOf(stream)));
    const first = await client.open({});
    await client.open({});
    client.send(first, "x");
    client.control(frameTypes.rstStream, words(first, 5));
    await client.until(({ accepted }) => accepted.length === 2);
    expect(await texts[0]).toBe("x");
    client.destroy();
    expect(await texts[1]).toBe("");
    await run;
  });

  it("refuses streams with the server's numbers or that are open already", async () => {
    const { client, run } = await connected(() => undefined);
    await client.open({}, 2);
    await client.open({}, 5);
    await client.open({}, 5);
    await client.until(({ reset }) => reset.size === 2);
    expect([...client.received.reset]).toEqual([
      [2, 1],
      [5, 1],
    ]);
    client.destroy();
    await run;
  });

  it.each([
    ["another version", Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0])],
    ["a frame of 16 MB", Buffer.from([0, 0, 0, 1, 0, 0xff, 0xff, 0xff])],
    [
      "headers that are not compressed",
      Buffer.concat([Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 14]), Buffer.alloc(14, 7)]),
    ],
    ["a control frame that is too short", Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 0])],
  ])("ends for a client that sends %s", async (_what, bytes) => {
    const { client, run } = await connected(() => undefined);
    client.write(bytes);
    await run;
    await client.closed;
  });

  it("ends for headers that are huge when they are decompressed", async () => {
    const { client, run } = await connected(() => undefined);
    await client.open({ large: "x".repeat(60_000), larger: "x".repeat(60_000) });
    await run;
    await client.closed;
  });

  it("fails when it is closed, and lets no request wait", async () => {
    const texts: Promise<string>[] = [];
    const { client, session, run } = await connected((stream) => texts.push(textOf(stream)));
    await client.open({});
    await client.until(({ accepted }) => accepted.length === 1);
    session.close();
    await client.closed;
    expect(client.received.isGoingAway).toBe(true);
    expect(await texts[0]).toBe("");
    client.destroy();
    await run;
  });
});

describe("frames", () => {
  it("property: are the same however they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.uint8Array({ maxLength: 40 })), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        (sent, cuts) => {
          const bytes = Buffer.concat(sent.map(([stream, payload]) => dataFrame(stream, payload)));
          const reader = new FrameReader();
          const received: unknown[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = cuts[turn % cuts.length] as number;
            for (const frame of reader.push(bytes.subarray(at, at + size))) {
              if (frame.type === "data") received.push([frame.stream, Uint8Array.from(frame.payload)]);
            }
            at += size;
          }
          expect(received).toEqual(sent);
        },
      ),
    );
  });
});
