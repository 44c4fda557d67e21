import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/http/exchange.js";
import { requestTimeout, withinTime } from "../../src/query/request-timeout.js";

const timeout = (text: string) => requestTimeout(new URLSearchParams({ timeout: text })).ms;

describe("requestTimeoutMs", () => {
  it.each([
    ["", 60_000],
    ["0", 60_000],
    ["0s", 60_000],
    ["-5s", 60_000],
    ["5s", 5_000],
    ["+1.5s", 1_500],
    ["1m", 60_000],
    ["59s999ms", 59_999],
    ["1h", 60_000],
    [".5s", 500],
    ["5.s", 5_000],
    ["1500us", 1.5],
    ["1500µs", 1.5],
    ["1500μs", 1.5],
    ["100ns", 0.0001],
    ["9223372036854775807ns", 60_000],
    ["-9223372036854775808ns", 60_000],
  ])("cases API 11: %j is %d ms", (text, expected) => {
    expect(timeout(text)).toBe(expected);
  });

  it("is a minute by default", () => {
    expect(requestTimeout(new URLSearchParams())).toEqual({ ms: 60_000, isExplicit: false });
  });

  it.each([
    ["invalid", 'time: invalid duration "invalid"'],
    ["5", 'time: missing unit in duration "5"'],
    ["1.5", 'time: missing unit in duration "1.5"'],
    ["5x", 'time: unknown unit "x" in duration "5x"'],
    ["5s5", 'time: missing unit in duration "5s5"'],
    ["5 s", 'time: unknown unit " s" in duration "5 s"'],
    ["s", 'time: invalid duration "s"'],
    [".s", 'time: invalid duration ".s"'],
    ["+", 'time: invalid duration "+"'],
    ["--5s", 'time: invalid duration "--5s"'],
    ["9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'],
    ["99999999999999999999999h", 'time: invalid duration "99999999999999999999999h"'],
    ["1é", 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['a"\\', 'time: invalid duration "a\\"\\\\"'],
    ["1constructor", 'time: unknown unit "constructor" in duration "1constructor"'],
  ])("cases API 11: %j is refused with Go's message", (text, words) => {
    expect(() => timeout(text)).toThrow(`invalid timeout specified in the request URL - ${words}`);
  });
});

describe("withinTime", () => {
  const begun = { responded: true, closed: false, waitsForClient: false };
  it.each([
    ["a response that has not begun", { ...begun, responded: false }, false, false],
    ["a response that its client does not read", { ...begun, waitsForClient: true }, false, false],
    ["a response that this server is slow to produce", begun, false, true],
    ["a response with a timeout specified by the client", begun, true, false],
    ["a response whose client has disconnected", { ...begun, closed: true }, false, false],
  ])("H15: %s", async (_title, exchange, isExplicit, goesOn) => {
    const clock = new FakeClock();
    let finish: (value: string) => void = () => {};
    const work = () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      });
    const timeout = { ms: 60_000, isExplicit };
    const outcome = withinTime(clock, { exchange: exchange as Exchange, timeout }, work).catch(
      (error: { status: { code: number } }) => error.status.code,
    );
    await clock.advance(150_000);
    finish("done");
    expect(await outcome).toBe(goesOn ? "done" : 504);
    expect(clock.pendingTimers).toBe(0);
  });
});
