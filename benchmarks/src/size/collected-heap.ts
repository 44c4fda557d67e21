/** The heap in use after a garbage collection, in bytes. */
export function collectedHeap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
