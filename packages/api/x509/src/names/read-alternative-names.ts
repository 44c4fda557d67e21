import { latin1 } from "../der/latin1.js";
import { DerReader } from "../der/reader.js";
import type { AlternativeNames } from "./alternative-names.js";

const isAscii = (text: string) => [...text].every((character) => character < "\u0080");

/** Reads the value of the extension. Throws Error with Go's message if it is malformed (crypto/x509 parseSANExtension). */
export function readAlternativeNames(value: Uint8Array): AlternativeNames {
  const outer = new DerReader(value);
  const names = new DerReader(outer.read(0x30, "x509: invalid subject alternative names").content);
  const found = {
    dnsNames: [] as string[],
    emailAddresses: [] as string[],
    ipAddresses: [] as Uint8Array[],
    uris: [] as string[],
  };
  while (!names.isDone) {
    const name = names.next();
    if (name === undefined) throw new Error("x509: invalid subject alternative name");
    switch (name.tag) {
      case 0x81:
        found.emailAddresses.push(asciiOf(name.content, "x509: SAN rfc822Name is malformed"));
        break;
      case 0x82:
        found.dnsNames.push(asciiOf(name.content, "x509: SAN dNSName is malformed"));
        break;
      case 0x86:
        found.uris.push(uriOf(asciiOf(name.content, "x509: SAN uniformResourceIdentifier is malformed")));
        break;
      case 0x87: {
        const { length } = name.content;
        if (length !== 4 && length !== 16) throw new Error(`x509: cannot parse IP address of length ${length}`);
        found.ipAddresses.push(name.content);
      }
    }
  }
  return found;
}

function asciiOf(content: Uint8Array, fault: string): string {
  const text = latin1(content);
  if (!isAscii(text)) throw new Error(fault);
  return text;
}

function uriOf(text: string): string {
  // A reference without a scheme is a URI to Go.
  if (URL.canParse(text) || URL.canParse(text, "relative://host/")) return text;
  throw new Error(`x509: cannot parse URI ${JSON.stringify(text)}`);
}
