import { describe, expect, it } from "vitest";
import { humanDuration } from "../../src/text/human-duration.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

describe("humanDuration", () => {
  it.each([
    [0, "0s"],
    [999, "0s"],
    [second, "1s"],
    [-1500, "0s"],
    [-2 * second, "<invalid>"],
    [119 * second, "119s"],
    [2 * minute, "2m"],
    [2 * minute + second, "2m1s"],
    [2 * minute - 1, "119s"],
    [9 * minute + 59 * second, "9m59s"],
    [10 * minute, "10m"],
    [10 * minute + 59 * second, "10m"],
    [179 * minute, "179m"],
    [3 * hour, "3h"],
    [3 * hour + minute, "3h1m"],
    [8 * hour - minute, "7h59m"],
    [8 * hour, "8h"],
    [8 * hour + 59 * minute, "8h"],
    [47 * hour, "47h"],
    [48 * hour, "2d"],
    [49 * hour, "2d1h"],
    [8 * day - hour, "7d23h"],
    [8 * day, "8d"],
    [8 * day + 23 * hour, "8d"],
    [2 * year - day, "729d"],
    [2 * year, "2y"],
    [2 * year + day, "2y1d"],
    [8 * year - day, "7y364d"],
    [8 * year, "8y"],
    [9 * year + 100 * day, "9y"],
  ])("%d ms is %s", (durationMs, text) => {
    expect(humanDuration(durationMs)).toBe(text);
  });
});
