import type { TimeSlice } from "./time-slice.js";

/**
 * Starts `call(0)` to `call(count - 1)` in order, each without waiting for the previous ones, and resolves when all have
 * settled. It yields by `slice` before each start: hundreds of writes to an in-process store would otherwise run in one
 * turn of the event loop. Rejects with the error of the first call that fails.
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
    // Marks the rejection as handled: Promise.all below reports it.
    started.catch(() => {});
    running.push(started);
  }
  await Promise.all(running);
}
