import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePem, pemBlocks } from "../src/index.js";

const certificate = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

describe("PEM", () => {
  it("blocks are found between other text, with LF and CR LF", () => {
    const text = `before\n${certificate}between\n${certificate.replaceAll("\n", "\r\n")}after`;
    expect([...pemBlocks(text)].map(({ type, bytes }) => [type, ...bytes])).toEqual([
      ["CERTIFICATE", 1, 2, 3],
      ["CERTIFICATE", 1, 2, 3],
    ]);
  });

  it("headers are reported", () => {
    const text = certificate.replace("AQID", "Proc-Type: 4,ENCRYPTED\n\nAQID");
    expect([...pemBlocks(text)]).toEqual([{ type: "CERTIFICATE", hasHeaders: true, bytes: Uint8Array.of(1, 2, 3) }]);
  });

  it.each([
    ["no ending", "-----BEGIN A-----\nAQID\n", 0],
    ["another ending", "-----BEGIN A-----\nAQID\n-----END B-----\n", 0],
    ["not base64", "-----BEGIN A-----\nAQ!D\n-----END A-----\n", 0],
    ["a good one behind a bad one", `-----BEGIN A-----\nAQ!D\n-----END A-----\n${certificate}`, 1],
    ["a beginning in front of a beginning", `-----BEGIN CERTIFICATE-----\n${certificate}`, 1],
    ["a beginning within a line", `x${certificate}`, 0],
  ])("malformed blocks are skipped: %s", (_, text, count) => {
    expect([...pemBlocks(text)]).toHaveLength(count);
  });

  it("encoded blocks can be read again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect([...pemBlocks(encodePem("DATA", bytes))]).toEqual([{ type: "DATA", hasHeaders: false, bytes }]);
      }),
    );
  });

  it("the work is linear in the length of the text, whatever BEGIN and END lines it has", () => {
    const cost = (times: number) => {
      const started = process.cpuUsage().user;
      expect([...pemBlocks(`${"-----BEGIN A-----\n".repeat(times)}-----END A-----\n`)]).toHaveLength(1);
      expect([...pemBlocks(`${"-----BEGIN A-----\n".repeat(times)}-----END B-----\n`)]).toHaveLength(0);
      return process.cpuUsage().user - started;
    };
    cost(2_000);
    expect(cost(100_000)).toBeLessThan(50 * Math.max(2_000, cost(10_000)));
  });
});
