import { copyWith, definedFields, type IpFamily, parseIpAddress } from "@engenho/core";
import { Causes, invalidError } from "@engenho/machinery";
import { checkClusterIpFields } from "./cluster-ip-fields.js";
import { noClusterIp, type ServiceSpec, sameClusterIps, sameList } from "./service-type.js";

/** The IP families of a cluster; the first is the default. */
export interface ClusterFamilies {
  readonly configured: readonly IpFamily[];
  readonly defaultFamily: IpFamily;
}

/** The Service whose families are determined. */
export interface FamilySubject {
  readonly name: string;
  readonly next: ServiceSpec;
  /** The stored Service's spec, for an update. */
  readonly current: ServiceSpec | undefined;
}

/**
 * Fills in `ipFamilyPolicy` and `ipFamilies` (AP-58) from the request, the stored Service, and the cluster. Throws StoreError
 * `Invalid` if these contradict each other. Upstream: initIPFamilyFields.
 */
export function fillIpFamilies({ name, next, current }: FamilySubject, families: ClusterFamilies): ServiceSpec {
  if (next.type === "ExternalName" || keepsPreferredDualStack(next, current)) return next;
  const selectorless = Object.keys(next.selector ?? {}).length === 0;
  const headlessWithoutSelector = next.clusterIP === noClusterIp && selectorless;
  const policy =
    next.ipFamilyPolicy ?? current?.ipFamilyPolicy ?? (headlessWithoutSelector ? "RequireDualStack" : "SingleStack");
  const started: ServiceSpec = copyWith(next, { ipFamilyPolicy: policy });
  refuse(name, (causes) => checkClusterIpFields(started, causes));
  const reduced = reduceToSingleStack(started, current);
  let spec = reduced;
  refuse(name, (causes) => {
    checkReduction(started, current, causes);
    checkSingleStack(reduced, causes);
    spec = inferFamilies(reduced, { families, causes });
  });
  if (headlessWithoutSelector)
    return copyWith(spec, { ipFamilies: completeFamilies(spec, families.defaultFamily, policy !== "SingleStack") });
  refuse(name, (causes) => checkConfigured(spec, families, causes));
  const dualStack = policy !== "SingleStack" && families.configured.length === 2;
  return copyWith(spec, { ipFamilies: completeFamilies(spec, families.defaultFamily, dualStack) });
}

function refuse(name: string, check: (causes: Causes) => void): void {
  const causes = new Causes();
  check(causes);
  if (causes.list.length > 0) throw invalidError({ group: "", kind: "Service" }, name, causes.list);
}

/** A PreferDualStack Service is neither upgraded nor downgraded when the cluster's families have changed. */
function keepsPreferredDualStack(next: ServiceSpec, current: ServiceSpec | undefined): boolean {
  if (current === undefined || next.type !== current.type || next.ipFamilyPolicy !== "PreferDualStack") return false;
  if ((current.ipFamilyPolicy ?? "PreferDualStack") !== "PreferDualStack") return false;
  return sameClusterIps(next, current) && sameList(next.ipFamilies, current.ipFamilies);
}

function reduceToSingleStack(next: ServiceSpec, current: ServiceSpec | undefined): ServiceSpec {
  if (current === undefined || next.ipFamilyPolicy !== "SingleStack") return next;
  const { clusterIPs = [], ipFamilies = [] } = next;
  const ipsShrink = sameClusterIps(next, current) && clusterIPs.length > 1;
  const familiesShrink = sameList(next.ipFamilies, current.ipFamilies) && ipFamilies.length > 1;
  return copyWith(
    next,
    definedFields({
      clusterIPs: ipsShrink ? clusterIPs.slice(0, 1) : undefined,
      ipFamilies: familiesShrink ? ipFamilies.slice(0, 1) : undefined,
    }),
  );
}

function checkReduction(next: ServiceSpec, current: ServiceSpec | undefined, causes: Causes): void {
  if (current === undefined || next.ipFamilyPolicy === "SingleStack") return;
  const reduced = (after: readonly unknown[] = [], before: readonly unknown[] = []) =>
    after.length > 0 && after.length < before.length;
  const path = "spec.ipFamilyPolicy";
  if (reduced(next.clusterIPs, current.clusterIPs)) {
    causes.invalid(path, next.ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP");
  }
  if (reduced(next.ipFamilies, current.ipFamilies)) {
    causes.invalid(path, next.ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family");
  }
}

function checkSingleStack(spec: ServiceSpec, causes: Causes): void {
  if (spec.ipFamilyPolicy !== "SingleStack") return;
  const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  const path = "spec.ipFamilyPolicy";
  if ((spec.clusterIPs ?? []).length === 2) causes.invalid(path, "SingleStack", `${must} cluster IPs are specified`);
  if ((spec.ipFamilies ?? []).length === 2) causes.invalid(path, "SingleStack", `${must} IP families are specified`);
}

function inferFamilies(
  spec: ServiceSpec,
  { families, causes }: { readonly families: ClusterFamilies; readonly causes: Causes },
): ServiceSpec {
  const ipFamilies = [...(spec.ipFamilies ?? [])];
  for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
    const family = ip === noClusterIp ? undefined : parseIpAddress(ip)?.family;
    if (family === undefined) break;
    if (index < ipFamilies.length) continue;
    if (families.configured.includes(family)) ipFamilies.push(family);
    else causes.invalid(`spec.clusterIPs[${index}]`, spec.clusterIPs, `${family} is not configured on this cluster`);
  }
  return ipFamilies.length === (spec.ipFamilies ?? []).length ? spec : copyWith(spec, { ipFamilies });
}

function checkConfigured(spec: ServiceSpec, families: ClusterFamilies, causes: Causes): void {
  if (spec.ipFamilyPolicy === "RequireDualStack" && families.configured.length < 2) {
    causes.invalid(
      "spec.ipFamilyPolicy",
      spec.ipFamilyPolicy,
      "this cluster is not configured for dual-stack services",
    );
  }
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (families.configured.includes(family as IpFamily)) continue;
    causes.invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster");
  }
}

function completeFamilies(spec: ServiceSpec, defaultFamily: IpFamily, dualStack: boolean): readonly string[] {
  const families = (spec.ipFamilies ?? []).length === 0 ? [defaultFamily] : (spec.ipFamilies ?? []);
  if (!dualStack || families.length > 1) return families;
  return [...families, families[0] === "IPv4" ? "IPv6" : "IPv4"];
}
