import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { readStream } from "../../src/http/read-stream.js";

describe("readStream", () => {
  it("collects all chunks", async () => {
    const stream = new PassThrough();
    const read = readStream(stream, () => {});
    stream.write("abc");
    stream.end("def");
    expect(String(await read)).toBe("abcdef");
  });

  it("H14: rejects with what the byte counter throws", async () => {
    const stream = new PassThrough();
    let size = 0;
    const read = readStream(stream, (count) => {
      size += count;
      if (size > 5) throw new Error("too long");
    });
    stream.write("abc");
    stream.write("def");
    await expect(read).rejects.toThrow("too long");
  });

  it("rejects when the other side disconnects, before or during", async () => {
    const stream = new PassThrough();
    const read = readStream(stream, () => {});
    stream.destroy();
    await expect(read).rejects.toThrow("the client disconnected");
    await expect(readStream(stream, () => {})).rejects.toThrow("the client disconnected");
  });

  it("is empty when everything has been read before", async () => {
    const stream = new PassThrough();
    stream.end();
    stream.resume();
    await new Promise((resolve) => stream.once("end", resolve));
    expect(await readStream(stream, () => {})).toHaveLength(0);
  });
});
