import type { Logger } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { DeferredLogger, type Level } from "../../src/logging/deferred-logger.js";

class World {
  opened = 0;
  readonly lines: string[] = [];
  readonly logger: DeferredLogger;

  constructor(level: Level) {
    const write = (at: Level) => (_: object, message: string) => {
      this.lines.push(`${at} ${message}`);
    };
    const opened: Logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
    this.logger = new DeferredLogger(level, async () => {
      this.opened++;
      return opened;
    });
  }
}

describe("the deferred logger", () => {
  it("does not open for lines below its level", async () => {
    const world = new World("warn");
    world.logger.debug({}, "a");
    world.logger.info({}, "b");
    await world.logger.flush();
    expect(world.lines).toEqual([]);
    expect(world.opened).toBe(0);
  });

  it("opens once, and keeps the order of its lines", async () => {
    const world = new World("info");
    world.logger.debug({}, "dropped");
    world.logger.warn({}, "first");
    world.logger.error({}, "second");
    expect(world.lines).toEqual([]);
    await world.logger.flush();
    world.logger.info({}, "third");
    expect(world.lines).toEqual(["warn first", "error second", "info third"]);
    expect(world.opened).toBe(1);
  });
});
