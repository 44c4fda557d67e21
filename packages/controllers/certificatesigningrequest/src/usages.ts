/** The bits of key usage by the usages of requests. */
const keyUsageBits: ReadonlyMap<string, number> = new Map([
  ["signing", 0],
  ["digital signature", 0],
  ["content commitment", 1],
  ["key encipherment", 2],
  ["data encipherment", 3],
  ["key agreement", 4],
  ["cert sign", 5],
  ["crl sign", 6],
  ["encipher only", 7],
  ["decipher only", 8],
]);

/** The purposes of extended key usage, in the order of Go's constants. */
const purposes: ReadonlyMap<string, string> = new Map([
  ["any", "2.5.29.37.0"],
  ["server auth", "1.3.6.1.5.5.7.3.1"],
  ["client auth", "1.3.6.1.5.5.7.3.2"],
  ["code signing", "1.3.6.1.5.5.7.3.3"],
  ["email protection", "1.3.6.1.5.5.7.3.4"],
  ["s/mime", "1.3.6.1.5.5.7.3.4"],
  ["ipsec end system", "1.3.6.1.5.5.7.3.5"],
  ["ipsec tunnel", "1.3.6.1.5.5.7.3.6"],
  ["ipsec user", "1.3.6.1.5.5.7.3.7"],
  ["timestamping", "1.3.6.1.5.5.7.3.8"],
  ["ocsp signing", "1.3.6.1.5.5.7.3.9"],
  ["microsoft sgc", "1.3.6.1.4.1.311.10.3.3"],
  ["netscape sgc", "2.16.840.1.113730.4.1"],
]);

/** What a certificate may be used for. */
export interface CertificateUsages {
  /** The bits of its key usage, ascending. */
  readonly keyUsages: readonly number[];
  /** The identifiers of its extended key usage. */
  readonly purposes: readonly string[];
}

/** The usages of a certificate. Throws Error for unknown ones (upstream: keyUsagesFromStrings). */
export function certificateUsages(usages: readonly string[]): CertificateUsages {
  const unknown = usages.filter((usage) => !keyUsageBits.has(usage) && !purposes.has(usage));
  if (unknown.length > 0) {
    throw new Error(`unrecognized usage values: [${unknown.map((usage) => JSON.stringify(usage)).join(" ")}]`);
  }
  const wanted = new Set(usages);
  const bits = new Set(usages.flatMap((usage) => keyUsageBits.get(usage) ?? []));
  return {
    keyUsages: [...bits].sort((left, right) => left - right),
    purposes: [...new Set([...purposes].flatMap(([usage, purpose]) => (wanted.has(usage) ? purpose : [])))],
  };
}

/** Whether two lists have the same usages, in whatever order. */
export function areSameUsages(usages: readonly string[], wanted: readonly string[]): boolean {
  const set = new Set(usages);
  return set.size === wanted.length && wanted.every((usage) => set.has(usage));
}
