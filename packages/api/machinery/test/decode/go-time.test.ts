import { afterEach, describe, expect, it, vi } from "vitest";
import { canonicalTime } from "../../src/decode/go-time.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** All days of a year with a February 29, and of one without. */
function* days(): Generator<{ readonly day: string; readonly exists: boolean }> {
  for (const year of ["2023", "2024"]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(Date.UTC(Number(year), month - 1, day));
        const exists =
          date.getUTCFullYear() === Number(year) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        yield { day: `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`, exists };
      }
    }
  }
}

const forms = [
  { resolution: "second", rest: "T23:59:59Z" },
  { resolution: "microsecond", rest: "T23:59:59.000001Z" },
] as const;

describe.each(forms)("a time with resolution $resolution", ({ resolution, rest }) => {
  it("is valid on the days of the calendar, and on no others", () => {
    const wrong = [...days()].filter(({ day, exists }) => {
      const text = `${day}${rest}`;
      try {
        return canonicalTime(text, resolution) !== text || !exists;
      } catch (error) {
        return exists || !/: (month|day) out of range$/.test((error as Error).message);
      }
    });
    expect(wrong).toEqual([]);
  });

  it("is not parsed in the server's own form, whichever day it is but February 29", () => {
    const known = [...days()].filter(({ day, exists }) => exists && !day.endsWith("02-29"));
    const parsed = vi.spyOn(Date, "UTC");
    for (const { day } of known) canonicalTime(`${day}${rest}`, resolution);
    expect(parsed).not.toHaveBeenCalled();
    canonicalTime(`2024-02-29${rest}`, resolution);
    expect(parsed).toHaveBeenCalledOnce();
  });
});

it.each([
  ["0001-01-01T00:00:00Z", "second", undefined],
  ["0001-01-01T00:00:00.000000Z", "microsecond", undefined],
  ["0001-01-01T00:00:00.000001Z", "microsecond", "0001-01-01T00:00:00.000001Z"],
  ["0001-01-01T00:00:01Z", "second", "0001-01-01T00:00:01Z"],
] as const)("the time %s is stored as null only if it is Go's zero time", (text, resolution, stored) => {
  expect(canonicalTime(text, resolution)).toBe(stored);
});
