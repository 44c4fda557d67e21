import { type ExactQuantity, LruMap } from "@engenho/core";
import { storedQuantity } from "./quantity.js";

/** Seconds from the year 1, the origin of Go's time.Time, to the Unix epoch. */
const secondsBeforeEpoch = 62_135_596_800;
const zeroTime = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";
/** Go's local time zone: UTC under this name by default, as in kube-controller-manager's image. */
const localTime =
  "(*time.Location){name:(string)UTC zone:([]time.zone)<nil> tx:([]time.zoneTrans)<nil> extend:(string) " +
  "cacheStart:(int64)0 cacheEnd:(int64)0 cacheZone:(*time.zone)<nil>}";
const wordMask = (1n << 64n) - 1n;

/** Dumps a v1.Time. */
export function dumpTime(value: unknown): string {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return zeroTime;
  const ext = Math.floor(ms / 1000) + secondsBeforeEpoch;
  return `{Time:(time.Time){wall:(uint64)0 ext:(int64)${ext} loc:${localTime}}}`;
}

/** Dumps an intstr.IntOrString. */
export function dumpIntOrString(value: unknown): string {
  const [type, number, text] = typeof value === "string" ? [1, 0, value] : [0, value ?? 0, ""];
  return `{Type:(intstr.Type)${type} IntVal:(int32)${number} StrVal:(string)${text}}`;
}

/** Recent dumps by string: most templates use the same few quantities. Long strings are not cached. */
const quantities = new LruMap<string, string>(256);
const longestKept = 32;

/** Dumps a resource.Quantity, given as a string or number. */
export function dumpQuantity(value: unknown): string {
  const text = String(value ?? "0");
  let dump = quantities.get(text);
  if (dump === undefined) {
    dump = dumpStored(storedQuantity(text));
    if (text.length <= longestKept) quantities.set(text, dump);
  }
  return dump;
}

function dumpStored({ unscaled, scale: exponent, fast, format, text }: ExactQuantity): string {
  const [amount, scale] = fast ? [unscaled, exponent] : [0n, 0];
  const decimal = fast ? "<nil>" : dumpDecimal(unscaled, exponent);
  return (
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} s:(string)${text} Format:(resource.Format)${format}}`
  );
}

/** Dumps a v1.FieldsV1: the bytes of its JSON. */
export function dumpFields(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `{Raw:([]uint8)[${bytes.join(" ")}]}`;
}

/** Dumps an inf.Dec: a big.Int, as 64-bit words starting with the lowest, and the number of its decimal places. */
function dumpDecimal(unscaled: bigint, exponent: number): string {
  const words: bigint[] = [];
  for (let rest = unscaled < 0n ? -unscaled : unscaled; rest > 0n; rest >>= 64n) words.push(rest & wordMask);
  const integer = `(big.Int){neg:(bool)${unscaled < 0n} abs:(big.nat)[${words.join(" ")}]}`;
  return `{unscaled:${integer} scale:(inf.Scale)${-exponent}}`;
}
