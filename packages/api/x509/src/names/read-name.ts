import { DerReader } from "../der/reader.js";
import { dottedIdentifier, textOf } from "../der/values.js";
import { type DistinguishedName, type NameAttribute, nameAttributes } from "./distinguished-name.js";

const attributeOf: ReadonlyMap<string, NameAttribute> = new Map(nameAttributes.map(([name, id]) => [id, name]));

/** Reads the content of a name. Throws Error with Go's message if it is malformed. */
export function readName(content: Uint8Array): DistinguishedName {
  const found: { [attribute in NameAttribute]?: string[] } = {};
  const fault = "x509: invalid RDNSequence";
  for (const sets = new DerReader(content); !sets.isDone; ) {
    const set = new DerReader(sets.read(0x31, fault).content);
    while (!set.isDone) {
      const pair = new DerReader(set.read(0x30, "x509: invalid RDNSequence: invalid attribute").content);
      const id = dottedIdentifier(pair.read(0x06, "x509: invalid RDNSequence: invalid attribute type").content);
      const value = pair.next();
      if (id === undefined) throw new Error("x509: invalid RDNSequence: invalid attribute type");
      if (value === undefined) throw new Error("x509: invalid RDNSequence: invalid attribute value");
      const text = textOf(value);
      if (text === undefined)
        throw new Error("x509: invalid RDNSequence: invalid attribute value: unsupported string type");
      const attribute = attributeOf.get(id);
      if (attribute === undefined) continue;
      found[attribute] ??= [];
      found[attribute].push(text);
    }
  }
  return found;
}
