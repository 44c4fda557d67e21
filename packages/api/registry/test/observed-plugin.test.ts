import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { observedPlugin } from "../src/admission/observed-plugin.js";
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from "../src/index.js";

const request = {} as AdmissionRequest;
const context = {} as AdmissionContext;

describe("an observed plugin", () => {
  const clock = new FakeClock();
  const seen: (readonly [type: string, seconds: number, rejected: boolean])[] = [];
  const observed = (plugin: Partial<AdmissionPlugin>) =>
    observedPlugin({ name: "Guard", handles: () => true, ...plugin }, "CREATE", {
      clock,
      timerOf:
        ({ plugin: name, type, operation }) =>
        (seconds, rejected) =>
          seen.push([`${name} ${type} ${operation}`, seconds, rejected]),
    });

  it("has the steps of the plugin and no others", () => {
    const { mutate, beforeDeletion, validate } = observed({ validate() {} });
    expect([mutate === undefined, beforeDeletion === undefined, validate === undefined]).toEqual([true, true, false]);
  });

  it("is timed until its promise settles, and tells rejections", async () => {
    const later = observed({ validate: () => new Promise((resolve) => clock.setTimer(() => resolve(), 250)) });
    const settled = later.validate?.(request, context);
    await clock.advance(250);
    await settled;
    const refusing = observed({
      validate() {
        throw new Error("no");
      },
    });
    expect(() => refusing.validate?.(request, context)).toThrow("no");
    await expect(
      observed({ validate: () => Promise.reject(new Error("no")) }).validate?.(request, context),
    ).rejects.toThrow("no");
    expect(seen).toEqual([
      ["Guard validate CREATE", 0.25, false],
      ["Guard validate CREATE", 0, true],
      ["Guard validate CREATE", 0, true],
    ]);
  });
});
