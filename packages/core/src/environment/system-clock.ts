import type { Clock } from "./clock.js";

/** The real time. The only place in the libraries that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimer(callback, delayMs) {
    // Node fires a longer delay at once; such a timer is never meant to fire within a process's life.
    const handle = setTimeout(callback, Math.min(Math.max(delayMs, 0), 2 ** 31 - 1));
    return { cancel: () => clearTimeout(handle) };
  },
  turn: createTurns(),
};

/**
 * Later turns of the event loop. `setTimeout` is none: where there is no `setImmediate`, as in browsers, its calls are
 * held back by 4 ms once they are nested, so a message to oneself stands in for it.
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
