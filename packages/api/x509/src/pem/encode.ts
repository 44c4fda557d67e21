import { latin1 } from "../der/latin1.js";

/** A block of a PEM text, with lines of 64 characters. */
export function encodePem(type: string, bytes: Uint8Array): string {
  const lines = btoa(latin1(bytes)).replace(/.{64}(?!$)/g, "$&\n");
  return `-----BEGIN ${type}-----\n${lines}\n-----END ${type}-----\n`;
}
