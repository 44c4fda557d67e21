import { isIPv4, SocketAddress } from "node:net";

/** The 4 or 16 bytes of an IP address, without its zone; undefined if the text is not an IP address. */
export function addressBytes(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split(".").map(Number));
  const [address = ""] = text.split("%");
  if (!isIPv6(address)) return undefined;
  const [head = "", tail] = address.split("::");
  const before = groups(head);
  const after = groups(tail ?? "");
  return Buffer.concat([before, Buffer.alloc(16 - before.length - after.length), after]);
}

/** The isIPv6 of node:net is a regular expression whose first use takes 4 ms, a fiftieth of the startup time. */
function isIPv6(text: string): boolean {
  if (!text.includes(":")) return false;
  try {
    new SocketAddress({ address: text, family: "ipv6" });
    return true;
  } catch {
    return false;
  }
}

/** The bytes of groups such as `fd00:1`, the last of which may be an IPv4 address. */
function groups(text: string): Buffer {
  if (text === "") return Buffer.alloc(0);
  return Buffer.from(
    text.split(":").flatMap((group) => {
      if (group.includes(".")) return group.split(".").map(Number);
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}
