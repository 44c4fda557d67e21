import { describe, expect, it } from "vitest";
import {
  createEventRecorder,
  type Event,
  type EventRecorderOptions,
  type KubernetesObject,
  StoreError,
} from "../../src/index.js";
import { FakeClock, RecordingLogger, seededRandom } from "../../src/testing/index.js";
import { RecordingStore } from "../recording-store.js";

const replicaSet: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "web", namespace: "ns", uid: "u1", resourceVersion: "7" },
};

function setUp(options: Partial<EventRecorderOptions> = {}) {
  const recording = new RecordingStore();
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const recorder = createEventRecorder({
    store: recording.store,
    component: "replicaset-controller",
    clock,
    random: seededRandom(1),
    logger,
    ...options,
  });
  const created = () => recording.writes.flatMap((write) => (write.verb === "create" ? [write.object as Event] : []));
  return { recording, clock, logger, recorder, created };
}

describe("event recorder", () => {
  it("CM-13: writes an Event with the object, component and time, named after the object and the nanosecond", async () => {
    const { recorder, created } = setUp();
    recorder.event(replicaSet, "Normal", "SuccessfulCreate", "Created pod: web-abcde");
    await recorder.flush();
    expect(created()).toEqual([
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: `web.${(BigInt(Date.UTC(2025, 0, 1)) * 1_000_000n).toString(16)}`, namespace: "ns" },
        involvedObject: {
          kind: "ReplicaSet",
          namespace: "ns",
          name: "web",
          uid: "u1",
          apiVersion: "apps/v1",
          resourceVersion: "7",
        },
        reason: "SuccessfulCreate",
        message: "Created pod: web-abcde",
        source: { component: "replicaset-controller" },
        firstTimestamp: "2025-01-01T00:00:00Z",
        lastTimestamp: "2025-01-01T00:00:00Z",
        count: 1,
        type: "Normal",
        reportingComponent: "replicaset-controller",
        reportingInstance: "",
      },
    ]);
  });

  it("CM-13: Events of a cluster-scoped object are in the namespace default", async () => {
    const { recorder, created } = setUp();
    recorder.event({ apiVersion: "v1", kind: "Node", metadata: { name: "n", uid: "u" } }, "Warning", "R", "m");
    await recorder.flush();
    expect(created()[0]?.metadata.namespace).toBe("default");
    expect(created()[0]?.involvedObject).toEqual({ kind: "Node", name: "n", uid: "u", apiVersion: "v1" });
  });

  it("CM-13: names are unique even if the clock does not advance", async () => {
    const { recorder, created } = setUp();
    for (const message of ["a", "b", "c"]) recorder.event(replicaSet, "Normal", "R", message);
    await recorder.flush();
    expect(new Set(created().map((event) => event.metadata.name)).size).toBe(3);
  });

  it("CM-14: a repetition patches count, lastTimestamp and message", async () => {
    const { recorder, recording, clock, created } = setUp();
    recorder.event(replicaSet, "Normal", "R", "m");
    await recorder.flush();
    await clock.advance(5_000);
    recorder.event(replicaSet, "Normal", "R", "m");
    await recorder.flush();
    const name = created()[0]?.metadata.name;
    expect(recording.writes[1]).toEqual({
      verb: "patch",
      reference: { apiVersion: "v1", kind: "Event", namespace: "ns", name },
      patch: { type: "strategic", value: { count: 2, lastTimestamp: "2025-01-01T00:00:05Z", message: "m" } },
    });
  });

  it("CM-14: an Event that has expired is created again with its count", async () => {
    const { recorder, recording, created } = setUp();
    recorder.event(replicaSet, "Normal", "R", "m");
    await recorder.flush();
    recording.onWrite = (write) => {
      if (write.verb === "patch") throw new StoreError("NotFound", "gone");
    };
    recorder.event(replicaSet, "Normal", "R", "m");
    await recorder.flush();
    expect(created().map((event) => event.count)).toEqual([1, 2]);
    expect(created()[1]?.metadata.name).toBe(created()[0]?.metadata.name);
  });

  it("CM-15: 30 similar events at once take ten writes: nine separate ones and one for the aggregate", async () => {
    const { recorder, recording, created } = setUp();
    for (let each = 1; each <= 30; each++) recorder.event(replicaSet, "Normal", "R", `pod ${each}`);
    await recorder.flush();
    expect(recording.writes).toHaveLength(10);
    expect(created().at(-1)).toMatchObject({ message: "(combined from similar events): pod 25", count: 16 });
  });

  it("CM-17, CM-18: returns before anything is written, and never throws", async () => {
    const { recorder, recording, clock, logger } = setUp();
    recording.onWrite = () => {
      throw new TypeError("a bug in the store");
    };
    recorder.event(replicaSet, "Normal", "R", "m");
    expect(recording.writes).toEqual([]);
    await clock.settle();
    expect(recording.writes).toHaveLength(1);
    expect(logger.at("error")).toEqual(["event not written"]);
  });

  it("CM-17: tries twelve times, 10 s apart, with a random first delay up to that, then gives up", async () => {
    const { recorder, recording, clock, logger } = setUp();
    const triedAt: number[] = [];
    recording.onWrite = () => {
      triedAt.push(clock.now());
      throw new StoreError("ServiceUnavailable", "nobody answers");
    };
    recorder.event(replicaSet, "Normal", "R", "m");
    await clock.advance(600_000);
    const pauses = triedAt.slice(1).map((at, index) => at - (triedAt[index] as number));
    expect(pauses).toHaveLength(11);
    expect(pauses[0]).toBeGreaterThan(0);
    expect(pauses[0]).toBeLessThan(10_000);
    // Adding the fractional first delay to the time loses its last binary digits.
    for (const pause of pauses.slice(1)) expect(pause).toBeCloseTo(10_000, 1);
    expect(logger.at("error")).toEqual(["event not written"]);
    expect(clock.pendingTimers).toBe(0);
  });

  const terminating = new StoreError("Forbidden", "terminating", {
    details: { causes: [{ reason: "NamespaceTerminating" }] },
  });
  it.each([
    ["AlreadyExists", new StoreError("AlreadyExists", "taken"), []],
    ["a terminating namespace", terminating, []],
    ["Invalid", new StoreError("Invalid", "bad"), ["event not written"]],
  ])("CM-17: gives up at once on %s", async (_name, error, errors) => {
    const { recorder, recording, clock, logger } = setUp();
    recording.onWrite = () => {
      throw error;
    };
    recorder.event(replicaSet, "Normal", "R", "m");
    await clock.advance(600_000);
    expect(recording.writes).toHaveLength(1);
    expect(logger.at("error")).toEqual(errors);
  });

  it("flush makes pending retries once more, gives up what fails again, and leaves no timer", async () => {
    const { recorder, recording, clock } = setUp();
    recording.onWrite = () => {
      throw new StoreError("Timeout", "slow");
    };
    recorder.event(replicaSet, "Normal", "R", "a");
    recorder.event(replicaSet, "Normal", "R", "b");
    await clock.settle();
    expect(recording.writes).toHaveLength(1);
    expect(clock.pendingTimers).toBe(1);
    await recorder.flush();
    expect(recording.writes).toHaveLength(3);
    expect(clock.pendingTimers).toBe(0);
    recording.onWrite = () => {};
    recorder.event(replicaSet, "Normal", "R", "c");
    await recorder.flush();
    expect(recording.writes).toHaveLength(4);
  });

  it("flush resolves at once when nothing is queued", async () => {
    await setUp().recorder.flush();
  });

  it("drops Events that exceed the queue while the store does not answer", async () => {
    const { recorder, recording, logger } = setUp({ maximumWaiting: 2 });
    for (const message of ["a", "b", "c", "b"]) recorder.event(replicaSet, "Normal", "R", message);
    await recorder.flush();
    expect(recording.writes).toHaveLength(2);
    expect(logger.at("warn")).toEqual(["events are dropped: too many wait", "events were dropped: too many waited"]);
  });

  it("an event that recurs while it is queued is written once, with its last count", async () => {
    const { recorder, created } = setUp();
    for (let time = 0; time < 5; time++) recorder.event(replicaSet, "Normal", "R", "m");
    await recorder.flush();
    expect(created().map((event) => event.count)).toEqual([5]);
  });
});
