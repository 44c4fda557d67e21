import { describe, expect, it } from "vitest";
import { scheduleFault } from "../../src/batch/cron-job/schedule.js";

const digits = "9".repeat(20);

describe("A schedule", () => {
  it.each([
    "* * * * *",
    "0 9-17/2 * jan,jul mon-fri",
    "@hourly",
    "@every 1h30m",
    "@every -1.5s",
    "? 0 1 1 0",
    "5/10 * * DEC SUN",
    "+5,007 * * * *",
    "*-1-2 * * * *",
    ",, * * * *",
    "\t* *\u00a0* *\n* ",
    "TZ=Europe/Lisbon * * * * *",
    "CRON_TZ=UTC @daily",
    "TZ= * * * * *",
  ])("is valid: %j", (schedule) => {
    expect(scheduleFault(schedule)).toBeUndefined();
  });

  it.each([
    [" ", "expected exactly 5 fields, found 0: []"],
    [" @hourly", "expected exactly 5 fields, found 1: [@hourly]"],
    ["0 * * * * *", "expected exactly 5 fields, found 6: [0 * * * * *]"],
    ["60 * * * *", "end of range (60) above maximum (59): 60"],
    ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
    ["* * * * 7", "end of range (7) above maximum (6): 7"],
    ["5-3 * * * *", "beginning of range (5) beyond end of range (3): 5-3"],
    ["61/5 * * * *", "beginning of range (61) beyond end of range (59): 61/5"],
    ["*/0 * * * *", "step of range should be a positive number: */0"],
    ["60/x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ["1/-2 * * * *", "negative number (-2) not allowed: -2"],
    ["-1 * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ["1-2-3 * * * *", "too many hyphens: 1-2-3"],
    ["1/2/3 * * * *", "too many slashes: 1/2/3"],
    ["1-x-3 * * * *", "too many hyphens: 1-x-3"],
    ["mon * * * *", 'failed to parse int from mon: strconv.Atoi: parsing "mon": invalid syntax'],
    [`${digits} * * * *`, `failed to parse int from ${digits}: strconv.Atoi: parsing "${digits}": value out of range`],
    ["@often", "unrecognized descriptor: @often"],
    ["@every", "unrecognized descriptor: @every"],
    ["@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'],
    ["@every 5x", 'failed to parse duration @every 5x: time: unknown unit "x" in duration "5x"'],
    ["TZ=Nowhere * * * * *", "provided bad location Nowhere: unknown time zone Nowhere"],
    ["TZ=../x * * * * *", "provided bad location ../x: time: invalid location name"],
    ["CRON_TZ=UTC 1", "expected exactly 5 fields, found 1: [1]"],
  ])("is invalid: %j", (schedule, fault) => {
    expect(scheduleFault(schedule)).toBe(fault);
  });
});
