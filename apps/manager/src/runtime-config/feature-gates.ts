import { booleanOf, flagPairs } from "./flag-pairs.js";

/** The gates that can be turned on here, by their maturity in 1.34. All are off by default. */
const gates: ReadonlyMap<string, "alpha" | "beta"> = new Map([
  ["ClusterTrustBundle", "beta"],
  ["MutatingAdmissionPolicy", "beta"],
  ["PodCertificateRequest", "alpha"],
  ["StorageVersionMigrator", "alpha"],
]);
const groups: ReadonlyMap<"alpha" | "beta", string> = new Map([
  ["alpha", "AllAlpha"],
  ["beta", "AllBeta"],
]);
const groupNames: ReadonlySet<string> = new Set(groups.values());

/**
 * The gates that `--feature-gates` turns on. Throws RangeError, with kube-apiserver's messages, for a gate that is unknown here and for
 * a value that is no boolean.
 */
export function enabledGates(featureGates: readonly string[]): ReadonlySet<string> {
  const said = new Map<string, boolean>();
  const incomplete = featureGates.find((item) => !item.includes("="));
  if (incomplete !== undefined) throw new RangeError(`missing bool value for ${incomplete.trim()}`);
  for (const [name, text] of flagPairs(featureGates)) {
    if (!gates.has(name) && !groupNames.has(name)) throw new RangeError(`unrecognized feature gate: ${name}`);
    said.set(name, booleanOf(name, text));
  }
  const isOn = ([name, maturity]: readonly [string, "alpha" | "beta"]) =>
    said.get(name) ?? said.get(groups.get(maturity) as string) ?? false;
  return new Set([...gates].filter(isOn).map(([name]) => name));
}
