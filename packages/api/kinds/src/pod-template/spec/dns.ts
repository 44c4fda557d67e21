import type { PodSpec } from "@engenho/core";
import { type Causes, checkIpAddress, dns1123SubdomainWithUnderscoreFaults } from "@engenho/machinery";

const policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"] as const;
const maxNameservers = 3;
const maxSearchPaths = 32;
const maxSearchCharacters = 2048;

/** Checks `dnsPolicy`. */
export function checkDnsPolicy(policy: string, path: string, causes: Causes): void {
  if (policy === "") causes.required(path);
  else if (!(policies as readonly string[]).includes(policy)) causes.notSupported(path, policy, policies);
}

/** Checks `dnsConfig`, which a `dnsPolicy` of None requires. */
export function checkDnsConfig(spec: PodSpec, path: string, causes: Causes): void {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === "None") {
    if (config === undefined) {
      causes.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
      return;
    }
    if ((config.nameservers ?? []).length === 0) {
      const detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
      causes.required(`${path}.nameservers`, detail);
      return;
    }
  }
  if (config === undefined) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > maxNameservers) {
    causes.invalid(`${path}.nameservers`, nameservers, `must not have more than ${maxNameservers} nameservers`);
  }
  for (const [index, server] of nameservers.entries()) checkIpAddress(server, `${path}.nameservers[${index}]`, causes);
  if (searches.length > maxSearchPaths) {
    causes.invalid(`${path}.searches`, searches, `must not have more than ${maxSearchPaths} search paths`);
  }
  if (searches.join(" ").length > maxSearchCharacters) {
    const detail = `must not have more than ${maxSearchCharacters} characters (including spaces) in the search list`;
    causes.invalid(`${path}.searches`, searches, detail);
  }
  for (const [index, search] of searches.entries()) {
    // Relaxed since Kubernetes 1.33: the root, and labels with underscores, are valid search paths too.
    if (search === ".") continue;
    const name = search.replace(/\.$/, "");
    const faults = dns1123SubdomainWithUnderscoreFaults(name);
    causes.invalidEach(`${path}.searches[${index}]`, name, faults);
  }
  for (const [index, option] of options.entries()) {
    if ((option.name ?? "") === "") causes.required(`${path}.options[${index}]`, "must not be empty");
  }
}
