const offsetBasis = 2166136261;
const prime = 16777619;

/** The state of a 32-bit FNV-1a hash (hash/fnv.New32a) before its first byte. */
export const fnv32aStart: number = offsetBasis;

/** The state after `bytes` more, as an unsigned 32-bit number. The state after the last byte is the hash. */
export function fnv32a(state: number, bytes: ArrayLike<number>): number {
  let hash = state;
  // By index: an iterator over thousands of bytes takes twice as long.
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  return hash >>> 0;
}
