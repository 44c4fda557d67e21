import { directoryString, objectIdentifier, sequence, setOf } from "../der/encode.js";

/** An attribute of a {@link DistinguishedName}. */
export type NameAttribute =
  | "country"
  | "organization"
  | "organizationalUnit"
  | "locality"
  | "province"
  | "streetAddress"
  | "postalCode"
  | "commonName"
  | "serialNumber";

/** The attributes of a name that are kept, in the order in which they are written (Go: pkix.Name ToRDNSequence). */
export const nameAttributes: readonly (readonly [name: NameAttribute, id: string])[] = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["organizationalUnit", "2.5.4.11"],
  ["locality", "2.5.4.7"],
  ["province", "2.5.4.8"],
  ["streetAddress", "2.5.4.9"],
  ["postalCode", "2.5.4.17"],
  ["commonName", "2.5.4.3"],
  ["serialNumber", "2.5.4.5"],
];

/** A name by its attributes, each with its values in order (Go: pkix.Name). Other attributes are not kept. */
export type DistinguishedName = { readonly [attribute in NameAttribute]?: readonly string[] };

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
    ...nameAttributes.flatMap(([attribute, id]) => {
      const values = name[attribute] ?? [];
      const isSingle = attribute === "commonName" || attribute === "serialNumber";
      const written = isSingle ? values.slice(-1).filter((value) => value !== "") : values;
      if (written.length === 0) return [];
      return [setOf(...written.map((value) => sequence(objectIdentifier(id), directoryString(value))))];
    }),
  );
}
