import assert from "node:assert/strict";
import type { KubernetesObject, Stored } from "../../objects/object.js";
import { isStoreError, type StoreError, type StoreErrorCode } from "../../store/store-error.js";
import type { Watch, WatchEvent, WatchSignal } from "../../store/watch.js";

/** The StoreError that `call` rejects with; fails the test if it succeeds or rejects with another code. */
export async function refusal(call: Promise<unknown>, code: StoreErrorCode): Promise<StoreError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof Error, `not an Error: ${String(error)}`);
    assert.ok(isStoreError(error), `not a StoreError: ${error.stack}`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`expected ${code}, but the call succeeded`);
}

/** Fails the test unless the error has a cause for this field whose message contains the text. */
export function assertCause(error: StoreError, field: string, text: string): void {
  const causes = error.details.causes ?? [];
  const found = causes.some((cause) => cause.field === field && (cause.message ?? "").includes(text));
  assert.ok(found, `no cause ${field}: ${text} among ${JSON.stringify(causes)}`);
}

/** The names of listed objects, with their namespaces. */
export function names(items: readonly KubernetesObject[]): string[] {
  return items.map(
    ({ metadata }) => (metadata.namespace === undefined ? "" : `${metadata.namespace}/`) + metadata.name,
  );
}

/** Reads a watch until `count` events have come; fails if it lags or ends before. */
export async function take(watch: Watch, count: number): Promise<WatchEvent[]> {
  const events: WatchEvent[] = [];
  while (events.length < count) events.push(...eventsOf(await watch.next()));
  assert.equal(events.length, count, `more events than expected: ${summary(events).join(", ")}`);
  return events;
}

/** The events of a signal; fails the test if it is not an events signal. */
export function eventsOf(signal: WatchSignal | undefined): readonly WatchEvent[] {
  assert.ok(signal !== undefined, "the watch has ended");
  assert.equal(signal.type, "events");
  return signal.type === "events" ? signal.events : [];
}

/** `ADDED a/x` for each event. */
export function summary(events: readonly WatchEvent[]): string[] {
  return events.map((event) => `${event.type} ${names([event.object]).join()}`);
}

/** Whether `next()` of the watch is still pending when all work in progress has settled. */
export async function isSilent(next: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([next, Promise.resolve(pending)])) === pending;
}

/** Waits turn by turn until `holds` is true; fails the test if it is not within 100 turns of the event loop. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`did not come true: ${holds}`);
}

/** The resourceVersion as a number. */
export function version(object: Stored): number {
  return Number(object.metadata.resourceVersion);
}
