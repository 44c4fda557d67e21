import { maxInt, maxUint, minInt } from "../values/integers.js";
import { CelUint } from "../values/uint.js";

/** An int literal, `-` and `0x` included; undefined when it does not fit into 64 bits. */
export function parseIntLiteral(text: string): bigint | undefined {
  const isNegative = text.startsWith("-");
  const magnitude = BigInt(isNegative ? text.slice(1) : text);
  const value = isNegative ? -magnitude : magnitude;
  return value < minInt || value > maxInt ? undefined : value;
}

/** A uint literal with its `u`; undefined when it does not fit into 64 bits. */
export function parseUintLiteral(text: string): CelUint | undefined {
  const value = BigInt(text.slice(0, -1));
  return value > maxUint ? undefined : new CelUint(value);
}

/** A double literal; undefined when it is larger than any double. */
export function parseDoubleLiteral(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
