import type { TimeSlice } from "./time-slice.js";

/**
 * Starts `call(0)` to `call(count - 1)` in their order, each without waiting for those before it, and resolves when all
 * have ended. It gives way by `slice` before it starts the next one: hundreds of writes to a store in this process would
 * else be one turn of the event loop. Rejects with what the first call that fails rejects with.
 */
export async function startPaced(
  count: number,
  slice: TimeSlice,
  call: (index: number) => Promise<unknown>,
): Promise<void> {
  const running: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const turn = slice.giveWay();
    if (turn !== undefined) await turn;
    const started = call(index);
    // A failure before the last has started is told at the end.
    started.catch(() => {});
    running.push(started);
  }
  await Promise.all(running);
}
