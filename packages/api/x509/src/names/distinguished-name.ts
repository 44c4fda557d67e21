import { directoryString, objectIdentifier, sequence, setOf } from "../der/encode.js";
import { DerReader } from "../der/reader.js";
import { dottedIdentifier, textOf } from "../der/values.js";

/** The attributes of a name that are kept, in the order in which they are written (Go: pkix.Name ToRDNSequence). */
const attributes = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["organizationalUnit", "2.5.4.11"],
  ["locality", "2.5.4.7"],
  ["province", "2.5.4.8"],
  ["streetAddress", "2.5.4.9"],
  ["postalCode", "2.5.4.17"],
  ["commonName", "2.5.4.3"],
  ["serialNumber", "2.5.4.5"],
] as const;

/** An attribute of a {@link DistinguishedName}. */
export type NameAttribute = (typeof attributes)[number][0];

/** A name by its attributes, each with its values in order (Go: pkix.Name). Other attributes are not kept. */
export type DistinguishedName = { readonly [attribute in NameAttribute]?: readonly string[] };

const attributeOf: ReadonlyMap<string, NameAttribute> = new Map(attributes.map(([name, id]) => [id, name]));

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

/** The common name: the last one, or `""`. */
export function commonNameOf(name: DistinguishedName): string {
  return name.commonName?.at(-1) ?? "";
}

/**
 * Writes a name as Go does: attributes in a fixed order, all values of one in one set, of the common name and the serial number only the
 * last.
 */
export function nameElement(name: DistinguishedName): Uint8Array {
  return sequence(
    ...attributes.flatMap(([attribute, id]) => {
      const values = name[attribute] ?? [];
      const isSingle = attribute === "commonName" || attribute === "serialNumber";
      const written = isSingle ? values.slice(-1).filter((value) => value !== "") : values;
      if (written.length === 0) return [];
      return [setOf(...written.map((value) => sequence(objectIdentifier(id), directoryString(value))))];
    }),
  );
}
