import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { InFlight } from "../../src/limits/in-flight.js";

describe("the requests in flight", () => {
  it("are told as the peak of the last second that is over, by class", async () => {
    const clock = new FakeClock();
    const inFlight = new InFlight(clock);
    inFlight.change("readOnly", 1);
    inFlight.change("readOnly", 1);
    inFlight.change("readOnly", -1);
    inFlight.change("mutating", 1);
    expect(inFlight.peaks()).toEqual({ readOnly: 0, mutating: 0 });
    await clock.advance(1000);
    expect(inFlight.peaks()).toEqual({ readOnly: 2, mutating: 1 });
    inFlight.change("mutating", -1);
    await clock.advance(1000);
    expect(inFlight.peaks()).toEqual({ readOnly: 1, mutating: 1 });
    await clock.advance(60_000);
    expect(inFlight.peaks()).toEqual({ readOnly: 1, mutating: 0 });
  });
});
