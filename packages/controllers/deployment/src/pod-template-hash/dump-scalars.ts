import { LruMap } from "@engenho/core";
import { type GoQuantity, storedQuantity } from "./quantity.js";

/** Seconds between the year 1, where Go's time.Time counts from, and the Unix epoch. */
const secondsBeforeEpoch = 62_135_596_800;
const zeroTime = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";
/** Where nothing says otherwise, as in kube-controller-manager's image, Go's local time is UTC by this name. */
const localTime =
  "(*time.Location){name:(string)UTC zone:([]time.zone)<nil> tx:([]time.zoneTrans)<nil> extend:(string) " +
  "cacheStart:(int64)0 cacheEnd:(int64)0 cacheZone:(*time.zone)<nil>}";
const wordMask = (1n << 64n) - 1n;

/** A v1.Time. */
export function dumpTime(value: unknown): string {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return zeroTime;
  const ext = Math.floor(ms / 1000) + secondsBeforeEpoch;
  return `{Time:(time.Time){wall:(uint64)0 ext:(int64)${ext} loc:${localTime}}}`;
}

/** An intstr.IntOrString. */
export function dumpIntOrString(value: unknown): string {
  const [type, number, text] = typeof value === "string" ? [1, 0, value] : [0, value ?? 0, ""];
  return `{Type:(intstr.Type)${type} IntVal:(int32)${number} StrVal:(string)${text}}`;
}

/** What was dumped last, by its text: most templates ask for the same few amounts. Long texts are not kept. */
const quantities = new LruMap<string, string>(256);
const longestKept = 32;

/** A resource.Quantity, from its text or number. */
export function dumpQuantity(value: unknown): string {
  const text = String(value ?? "0");
  let dump = quantities.get(text);
  if (dump === undefined) {
    dump = dumpStored(storedQuantity(text));
    if (text.length <= longestKept) quantities.set(text, dump);
  }
  return dump;
}

function dumpStored({ unscaled, exponent, small, format, text }: GoQuantity): string {
  const [amount, scale] = small ? [unscaled, exponent] : [0n, 0];
  const decimal = small ? "<nil>" : dumpDecimal(unscaled, exponent);
  return (
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} s:(string)${text} Format:(resource.Format)${format}}`
  );
}

/** A v1.FieldsV1: the bytes of its JSON. */
export function dumpFields(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `{Raw:([]uint8)[${bytes.join(" ")}]}`;
}

/** An inf.Dec: a big.Int, as words of 64 bits from the lowest on, and how many of its digits stand behind the point. */
function dumpDecimal(unscaled: GoQuantity["unscaled"], exponent: number): string {
  const words: bigint[] = [];
  for (let rest = unscaled < 0n ? -unscaled : unscaled; rest > 0n; rest >>= 64n) words.push(rest & wordMask);
  const integer = `(big.Int){neg:(bool)${unscaled < 0n} abs:(big.nat)[${words.join(" ")}]}`;
  return `{unscaled:${integer} scale:(inf.Scale)${-exponent}}`;
}
