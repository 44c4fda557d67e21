import { describe, expect, it } from "vitest";
import { bitString, element, integer, objectIdentifier, octetString, time, utf8String } from "../src/der/encode.js";

describe("DER", () => {
  it.each<[string, Uint8Array, string]>([
    ["a short length in one byte", octetString(Buffer.of(1, 2)), "04020102"],
    ["a length of 127 in one byte", octetString(Buffer.alloc(127)).subarray(0, 2), "047f"],
    ["a length of 128 in two", octetString(Buffer.alloc(128)).subarray(0, 3), "048180"],
    ["a length of 300 in three", octetString(Buffer.alloc(300)).subarray(0, 4), "0482012c"],
    ["nothing", element(0x30), "3000"],
    ["an integer", integer(Buffer.of(2)), "020102"],
    ["zero", integer(Buffer.alloc(3)), "020100"],
    ["an integer without its leading zeros", integer(Buffer.of(0, 0, 5)), "020105"],
    ["an integer whose top bit is set, with a leading zero", integer(Buffer.of(0x80)), "02020080"],
    ["an object identifier", objectIdentifier("2.5.29.17"), "0603551d11"],
    ["an object identifier with large numbers", objectIdentifier("1.2.840.10045.4.3.2"), "06082a8648ce3d040302"],
    ["bits", bitString(Buffer.of(0x84), 2), "03020284"],
    ["a text", utf8String("é"), "0c02c3a9"],
    ["a time before 2050 as UTCTime", time(Date.UTC(2049, 11, 31, 23, 59, 59, 999)), `170d${hex("491231235959Z")}`],
    ["a time from 2050 on as GeneralizedTime", time(Date.UTC(2050, 0, 1)), `180f${hex("20500101000000Z")}`],
  ])("encodes %s", (_, encoded, expected) => {
    expect(Buffer.from(encoded).toString("hex")).toBe(expected);
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}
