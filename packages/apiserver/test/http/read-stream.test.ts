import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { readStream } from "../../src/http/read-stream.js";

describe("readStream", () => {
  it("gathers what comes", async () => {
    const stream = new PassThrough();
    const read = readStream(stream, 10);
    stream.write("abc");
    stream.end("def");
    expect(String(await read)).toBe("abcdef");
  });

  it("gives up above the limit", async () => {
    const stream = new PassThrough();
    const read = readStream(stream, 5);
    stream.write("abc");
    stream.write("def");
    expect(await read).toBeUndefined();
  });

  it("rejects when the other side goes, before or during", async () => {
    const stream = new PassThrough();
    const read = readStream(stream, 5);
    stream.destroy();
    await expect(read).rejects.toThrow("the client went away");
    await expect(readStream(stream, 5)).rejects.toThrow("the client went away");
  });

  it("is empty when everything was read before", async () => {
    const stream = new PassThrough();
    stream.end();
    stream.resume();
    await new Promise((resolve) => stream.once("end", resolve));
    expect(await readStream(stream, 5)).toHaveLength(0);
  });
});
