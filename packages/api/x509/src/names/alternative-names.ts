import { bytesOfText, element, sequence } from "../der/encode.js";

/** The subject alternative names of a certificate or request, in their order. Other kinds of names are not kept. */
export interface AlternativeNames {
  /** DNS names. */
  readonly dnsNames: readonly string[];
  /** Email addresses. */
  readonly emailAddresses: readonly string[];
  /** The 4 or 16 bytes of each. */
  readonly ipAddresses: readonly Uint8Array[];
  /** URIs. */
  readonly uris: readonly string[];
}

/** No names. */
export const noAlternativeNames: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] };

/** The value of the extension: DNS names, e-mail addresses, IP addresses, URIs, in Go's order. */
export function alternativeNamesElement(names: AlternativeNames): Uint8Array {
  return sequence(
    ...names.dnsNames.map((name) => element(0x82, bytesOfText(name))),
    ...names.emailAddresses.map((address) => element(0x81, bytesOfText(address))),
    ...names.ipAddresses.map((address) => element(0x87, address)),
    ...names.uris.map((uri) => element(0x86, bytesOfText(uri))),
  );
}
