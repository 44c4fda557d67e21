import { describe, expect, it } from "vitest";
import { CelDuration } from "../src/index.js";
import { answerTo } from "./support/evaluate.js";

const error = (message: string) => ({ error: message });
const notTime = error("type conversion error from 'string' to 'google.protobuf.Timestamp'");
const notDuration = error("type conversion error from 'string' to 'google.protobuf.Duration'");

describe("timestamps and durations are Go's", () => {
  it.each([
    ["string(timestamp('2020-01-02T03:04:05Z'))", "2020-01-02T03:04:05Z"],
    ["string(timestamp('2020-01-02T03:04:05.120+02:00'))", "2020-01-02T03:04:05.12+02:00"],
    ["string(timestamp('0001-01-01T00:00:00.000000001Z'))", "0001-01-01T00:00:00.000000001Z"],
    ["timestamp('2020-01-02T05:04:05+02:00') == timestamp('2020-01-02T03:04:05Z')", true],
    ["int(timestamp('1969-12-31T23:59:59.5Z'))", -1n],
    ["string(timestamp(0) + duration('1.5s'))", "1970-01-01T00:00:01.5Z"],
    ["timestamp('2020-03-01T00:00:00Z') - timestamp('2020-02-01T00:00:00Z') == duration('696h')", true],
    ["timestamp('2019-02-29T00:00:00Z')", notTime],
    ["timestamp('2020-02-29T24:00:00Z')", notTime],
    ["timestamp('2020-02-29')", notTime],
    ["timestamp('0000-01-01T00:00:00Z')", error("timestamp overflow")],
    ["timestamp('9999-12-31T23:59:59Z') + duration('1s')", error("timestamp overflow")],
    ["timestamp(253402300800)", error("timestamp overflow")],
    ["timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')", error("duration overflow")],
    ["duration('1h30m5.5s10ms3us2ns')", new CelDuration(5_405_510_003_002n)],
    ["duration('-1.5h')", new CelDuration(-5_400_000_000_000n)],
    ["duration('0')", new CelDuration(0n)],
    ["duration('1')", notDuration],
    ["duration('1d')", notDuration],
    ["duration('')", notDuration],
    ["duration('9223372036855s')", notDuration],
    ["duration('9223372036s') + duration('1s')", error("integer overflow")],
    ["string(duration('1h45m47s')) + string(duration('2ns')) + string(duration('-1.5s'))", "6347s0.000000002s-1.5s"],
    ["duration('1h30m').getHours() + duration('1h30m').getMinutes() + duration('90s').getSeconds()", 181n],
    ["duration('1.5s').getMilliseconds()", 1500n],
    ["duration('1s') < duration('2s') && timestamp(1) >= timestamp(1)", true],
  ])("%s", (source, value) => {
    expect(answerTo(source)).toEqual(value);
  });
});

describe("parts of timestamps are returned in UTC or another time zone", () => {
  const time = "timestamp('2009-02-13T23:31:30.123Z')";
  it.each([
    ["getFullYear()", 2009n],
    ["getMonth()", 1n],
    ["getDate()", 13n],
    ["getDayOfMonth()", 12n],
    ["getDayOfYear()", 43n],
    ["getDayOfWeek()", 5n],
    ["getHours()", 23n],
    ["getMinutes()", 31n],
    ["getSeconds()", 30n],
    ["getMilliseconds()", 123n],
    ["getDate('Australia/Sydney')", 14n],
    ["getHours('America/New_York')", 18n],
    ["getHours('-08:00')", 15n],
    ["getMinutes('05:45')", 16n],
    ["getMinutes('-02:30')", 1n],
    ["getDayOfWeek('UTC')", 5n],
    ["getHours('Nowhere/Else')", error("unknown time zone Nowhere/Else")],
  ])("%s", (call, value) => {
    expect(answerTo(`${time}.${call}`)).toEqual(value);
  });

  it("accounts for daylight saving time", () => {
    expect(answerTo("timestamp('2020-07-01T12:00:00Z').getHours('Europe/Berlin')")).toBe(14n);
    expect(answerTo("timestamp('2020-01-01T12:00:00Z').getHours('Europe/Berlin')")).toBe(13n);
  });
});
