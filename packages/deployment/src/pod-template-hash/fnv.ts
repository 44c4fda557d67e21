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

/** The same for the UTF-8 bytes of a text. */
export function fnv32aText(state: number, text: string): number {
  let hash = state;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return fnv32a(hash, new TextEncoder().encode(text.slice(at)));
    hash = Math.imul(hash ^ code, prime);
  }
  return hash >>> 0;
}
