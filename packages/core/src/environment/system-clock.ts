import type { Clock } from "./clock.js";

/** The system's time. The only place in the libraries that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimer(callback, delayMs) {
    // Node fires a timer with a longer delay immediately; such a timer is never meant to fire during a process's lifetime.
    const handle = setTimeout(callback, Math.min(Math.max(delayMs, 0), 2 ** 31 - 1));
    return { cancel: () => clearTimeout(handle) };
  },
  turn: createTurns(),
};

/**
 * Later turns of the event loop. Without `setImmediate`, as in browsers, a MessageChannel is used: nested `setTimeout`
 * calls are clamped to 4 ms there.
 */
function createTurns(): () => Promise<void> {
  if (typeof setImmediate === "function") return () => new Promise((resolve) => setImmediate(resolve));
  const waiting: (() => void)[] = [];
  let channel: InstanceType<typeof MessageChannel> | undefined;
  return () =>
    new Promise((resolve) => {
      if (channel === undefined) {
        channel = new MessageChannel();
        channel.port1.addEventListener("message", () => waiting.shift()?.());
        channel.port1.start();
      }
      waiting.push(resolve);
      channel.port2.postMessage(undefined);
    });
}
