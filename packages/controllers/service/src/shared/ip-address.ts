/** The two families of IP addresses, by their Kubernetes names (`spec.ipFamilies`, `addressType`). */
export type IpFamily = "IPv4" | "IPv6";

/** An IP address in Go's canonical form. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly text: string;
}

/**
 * Parses an IP address as upstream's ParseIPSloppy does, allowing leading zeros in IPv4, and formats it canonically (EP-15):
 * lower case, the longest run of zeros compressed, an IPv4-mapped address as IPv4. `undefined` if it is not an IP address.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.includes(":")) return parseIpv6(text);
  const bytes = parseIpv4(text);
  return bytes === undefined ? undefined : { family: "IPv4", text: bytes.join(".") };
}

/** Whether the text is an IPv6 address; false if it is not an IP address (upstream's IsIPv6String). */
export function isIpv6(text: string | undefined): boolean {
  return text?.includes(":") === true && parseIp(text)?.family === "IPv6";
}

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    const value = /^[0-9]+$/.test(part) ? Number(part) : 256;
    if (value > 255) return undefined;
    bytes.push(value);
  }
  return bytes;
}

function parseIpv6(text: string): IpAddress | undefined {
  const groups = readGroups(text);
  if (groups === undefined) return undefined;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!mapped) return { family: "IPv6", text: formatGroups(groups) };
  const bytes = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  return { family: "IPv4", text: bytes.join(".") };
}

/** The eight groups of an IPv6 address. */
function readGroups(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const left = readHalf(head, tail === undefined);
  const right = tail === undefined ? [] : readHalf(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

/** Parses one side of the `::`. Only the end of an address may be in dotted decimal. */
function readHalf(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    if (part.includes(".")) {
      const bytes = isEnd && at === parts.length - 1 ? parseIpv4(part) : undefined;
      if (bytes === undefined) return undefined;
      const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
      groups.push(first * 256 + second, third * 256 + fourth);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function formatGroups(groups: readonly number[]): string {
  let start = 0;
  let length = 0;
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > length && to - from >= 2) {
      start = from;
      length = to - from;
    }
    from = to;
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  return length === 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
