import { describe, expect, it } from "vitest";
import { ReceivedBytes } from "../../src/connect/received-bytes.js";
import { ReceivedTotal, ReceiveRoom } from "../../src/limits/receive-room.js";

const kibibytes = (count: number) => Buffer.alloc(count * 1024);

/** A connection with two streams. */
function connected(total = new ReceivedTotal(0)) {
  const ended: string[] = [];
  const room = new ReceiveRoom(total, () => ended.push("ended"));
  return { room, ended, first: new ReceivedBytes(room), second: new ReceivedBytes(room) };
}

/** Whether more may follow, when everything that can happen has happened. */
async function mayFollow(room: Promise<void> | undefined): Promise<boolean> {
  let open = room === undefined;
  room
    ?.then(() => {
      open = true;
    })
    .catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  return open;
}

async function readAll(stream: ReceivedBytes): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream.chunks()) bytes += chunk.length;
  return bytes;
}

describe("H14: what a client has sent on a connection and nobody has read", () => {
  it("is bounded in bytes for all streams together, and more follows when it has been read", async () => {
    const { first, second } = connected();
    expect(await mayFollow(first.push(kibibytes(200)))).toBe(true);
    const pushed = second.push(kibibytes(60));
    expect(await mayFollow(pushed)).toBe(false);
    const reading = readAll(first);
    expect(await mayFollow(pushed)).toBe(true);
    first.end();
    expect(await reading).toBe(200 * 1024);
  });

  it("is bounded in chunks, however short they are", async () => {
    const { first } = connected();
    let pushed: Promise<void> | undefined;
    let count = 0;
    for (; count < 10_000 && pushed === undefined; count++) pushed = first.push(Buffer.alloc(1));
    expect(count).toBeLessThan(5000);
    expect(await mayFollow(pushed)).toBe(false);
  });

  it("blocks no other stream once a reader leaves, a stream ends or the connection is closed", async () => {
    const { room, first, second } = connected();
    const held = first.push(kibibytes(300));
    expect(await mayFollow(held)).toBe(false);
    for await (const _ of first.chunks()) break;
    expect(await mayFollow(held)).toBe(true);
    expect(first.push(kibibytes(300))).toBeUndefined();

    const more = second.push(kibibytes(300));
    expect(await mayFollow(more)).toBe(false);
    second.end();
    expect(await mayFollow(more)).toBe(true);

    const third = new ReceivedBytes(room);
    const last = third.push(kibibytes(1));
    expect(await mayFollow(last)).toBe(false);
    room.close();
    expect(await mayFollow(last)).toBe(true);
  });

  it("is bounded for all connections: the one that exceeds the limit is ended, and counts no longer when it is closed", () => {
    const total = new ReceivedTotal(1024 * 1024);
    const many = Array.from({ length: 4 }, () => connected(total));
    const held = many.slice(0, 3).map(({ first }) => first.push(kibibytes(300)));
    expect(held).not.toContain(undefined);
    expect(many.flatMap(({ ended }) => ended)).toEqual([]);
    const [one, , , other] = many as [(typeof many)[0], unknown, unknown, (typeof many)[0]];
    // Of a message that is not complete yet.
    other.room.incomplete = 300 * 1024;
    expect([one.ended, other.ended]).toEqual([[], ["ended"]]);
    other.room.close();
    one.room.incomplete = 100 * 1024;
    one.room.incomplete = 0;
    expect(one.ended).toEqual([]);
  });
});
