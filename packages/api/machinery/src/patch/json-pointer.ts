/** A missing path of a JSON Patch, or an operation that is not applicable. */
export class PointerError extends Error {}

/**
 * The reference tokens of a JSON pointer (RFC 6901), with `~1` and `~0` decoded; none for the whole document. Throws
 * PointerError for an invalid pointer.
 */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/"))
    throw new PointerError(`doc is missing path: ${JSON.stringify(pointer)}: missing value`);
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * The index that a token denotes in a list of `length` items. Negative ones count from the end, as in upstream's library; `01`,
 * `+1` and `1e0` are invalid (RFC 6901, section 4). Throws PointerError if it is invalid or not below `limit`.
 */
export function listIndex(token: string, length: number, limit: number): number {
  if (!/^-?(0|[1-9]\d*)$/.test(token)) throw new PointerError(`value was not a proper array index: '${token}'`);
  const index = Number(token);
  const position = index < 0 ? index + length : index;
  if (position < 0 || position >= limit)
    throw new PointerError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return position;
}
