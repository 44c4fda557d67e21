import type { KindDefinition } from "@engenho/registry";
import { booleanOf, flagPairs } from "./flag-pairs.js";

/** The group versions that are registered in kube-apiserver 1.34, served or not, by group. */
const registered: ReadonlyMap<string, readonly string[]> = new Map(
  `admission.k8s.io v1 v1beta1
admissionregistration.k8s.io v1 v1beta1 v1alpha1
apiextensions.k8s.io v1 v1beta1
apiregistration.k8s.io v1 v1beta1
apps v1 v1beta2 v1beta1
authentication.k8s.io v1 v1beta1 v1alpha1
authorization.k8s.io v1 v1beta1
autoscaling v1 v2 v2beta2 v2beta1
batch v1 v1beta1
certificates.k8s.io v1 v1beta1 v1alpha1
coordination.k8s.io v1 v1beta1 v1alpha2
discovery.k8s.io v1 v1beta1
events.k8s.io v1 v1beta1
extensions v1beta1
flowcontrol.apiserver.k8s.io v1 v1beta3 v1beta2 v1beta1
imagepolicy.k8s.io v1alpha1
internal.apiserver.k8s.io v1alpha1
networking.k8s.io v1 v1beta1
node.k8s.io v1 v1beta1 v1alpha1
policy v1 v1beta1
rbac.authorization.k8s.io v1 v1beta1 v1alpha1
resource.k8s.io v1 v1beta2 v1beta1 v1alpha3
scheduling.k8s.io v1 v1beta1 v1alpha1
storage.k8s.io v1 v1beta1 v1alpha1
storagemigration.k8s.io v1alpha1`
    .split("\n")
    .map((line) => line.split(" "))
    .map(([group = "", ...versions]) => [group, versions] as const)
    .concat([["", ["v1"]]]),
);

const stable = /^v\d+$/;

/** Keys that stand for all versions of a maturity, in the order in which they apply. */
const maturities: readonly (readonly [key: string, accepts: (version: string) => boolean])[] = [
  ["api/all", () => true],
  ["api/ga", (version) => stable.test(version)],
  ["api/beta", (version) => /^v\d+beta\d+$/.test(version)],
  ["api/alpha", (version) => /^v\d+alpha\d+$/.test(version)],
];
const maturityKeys: ReadonlySet<string> = new Set(maturities.map(([key]) => key));

/** Whether a kind is served. */
export type IsServed = (kind: Pick<KindDefinition, "group" | "version" | "plural">) => boolean;

/**
 * Which kinds `--runtime-config` serves: by resource, by version, by maturity, or the stable versions. Throws RangeError, with kube-apiserver's
 * messages, for invalid settings (upstream: k8s.io/apiserver pkg/server/resourceconfig).
 */
export function servedVersions(runtimeConfig: readonly string[]): IsServed {
  const pairs = flagPairs(runtimeConfig);
  if (pairs.size === 1 && pairs.get("api/all") === "false") throw new RangeError("invalid key with only api/all=false");
  const explicit = [...pairs].filter(([key]) => !maturityKeys.has(key)).map(([key, text]) => ({ key, text }));
  const unknown = explicit.map(({ key }) => groupOf(key)).filter((group) => !registered.has(group));
  if (unknown.length > 0) throw new RangeError(`unknown api groups ${unknown.join(",")}`);
  const byMaturity = maturityOf(pairs);
  const said = new Map(explicit.map(({ key, text }) => [key, booleanFor(key, text)] as const));
  return ({ group, version, plural }) => {
    const ofVersion = `${group}/${version}`;
    return said.get(`${ofVersion}/${plural}`) ?? said.get(ofVersion) ?? byMaturity(version) ?? stable.test(version);
  };
}

function groupOf(key: string): string {
  const parts = key.split("/");
  if (parts.length !== 2 && parts.length !== 3) throw new RangeError(`runtime-config invalid key ${key}`);
  return parts[0] as string;
}

/** The setting of a version by the keys of maturities; the last one that applies counts. */
function maturityOf(pairs: ReadonlyMap<string, string>): (version: string) => boolean | undefined {
  const given = maturities.flatMap(([key, accepts]) => {
    const text = pairs.get(key);
    if (text === undefined) return [];
    if (text !== "true" && text !== "false") throw new RangeError(`invalid value ${key}=${text}`);
    return [{ accepts, served: text === "true" }];
  });
  return (version) => given.findLast(({ accepts }) => accepts(version))?.served;
}

function booleanFor(key: string, text: string): boolean {
  const [group = "", version = "", resource = ""] = key.split("/");
  if (registered.get(group)?.includes(version) !== true) {
    const name = group === "" ? version : `${group}/${version}`;
    throw new RangeError(`group version ${name} that has not been registered`);
  }
  const value = text === "" ? true : booleanOf(key, text);
  if (resource.toLowerCase() !== resource) {
    const rule = "group/version/resource and resource is always lowercase plural";
    throw new RangeError(`invalid key ${key}: ${rule}, not ${JSON.stringify(resource)}`);
  }
  return value;
}
