import { describe, expect, it } from "vitest";
import { requestTimeoutMs } from "../../src/query/request-timeout.js";

const timeout = (text: string) => requestTimeoutMs(new URLSearchParams({ timeout: text }));

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

  it("is a minute where nothing is said", () => {
    expect(requestTimeoutMs(new URLSearchParams())).toBe(60_000);
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
  ])("cases API 11: %j is refused with Go's words", (text, words) => {
    expect(() => timeout(text)).toThrow(`invalid timeout specified in the request URL - ${words}`);
  });
});
