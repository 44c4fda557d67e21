import type { FlowSchema } from "@engenho/core";
import { type Causes, dns1123LabelFaults } from "@engenho/machinery";

type Rule = NonNullable<NonNullable<FlowSchema["spec"]>["rules"]>[number];
type ResourceRule = NonNullable<Rule["resourceRules"]>[number];
type NonResourceRule = NonNullable<Rule["nonResourceRules"]>[number];

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

/** Checks a rule for requests of resources. Upstream: ValidateFlowSchemaResourcePolicyRule. */
export function checkResourceRule(rule: ResourceRule, path: string, causes: Causes): void {
  const { apiGroups = [], resources = [], namespaces = [], clusterScope = false } = rule;
  checkVerbs(rule.verbs, path, causes);
  if (apiGroups.length === 0) causes.required(`${path}.apiGroups`, "resource rules must supply at least one api group");
  else checkWildcard(apiGroups, `${path}.apiGroups`, { causes, others: "api groups" });
  if (resources.length === 0) causes.required(`${path}.resources`, "resource rules must supply at least one resource");
  else checkWildcard(resources, `${path}.resources`, { causes, others: "resources" });
  if (namespaces.length === 0 && !clusterScope) {
    const detail = "resource rules that are not cluster scoped must supply at least one namespace";
    causes.required(`${path}.namespaces`, detail);
  } else if (namespaces.includes("*")) {
    checkWildcard(namespaces, `${path}.namespaces`, { causes, others: "namespaces" });
  } else {
    for (const [index, namespace] of namespaces.entries()) {
      for (const fault of dns1123LabelFaults(namespace)) {
        const detail = `each member of this list must be '*' or a DNS-1123 label; ${fault}`;
        causes.invalid(`${path}.namespaces[${index}]`, namespace, detail);
      }
    }
  }
}

/** Checks a rule for other requests. Upstream: ValidateFlowSchemaNonResourcePolicyRule. */
export function checkNonResourceRule(rule: NonResourceRule, path: string, causes: Causes): void {
  const { nonResourceURLs: urls = [] } = rule;
  checkVerbs(rule.verbs, path, causes);
  const at = `${path}.nonResourceURLs`;
  if (urls.length === 0) causes.required(at, "nonResourceURLs must contain at least one value");
  else if (urls.includes("*")) checkWildcard(urls, at, { causes, others: "non-resource URLs" });
  else {
    for (const [index, url] of urls.entries()) {
      const fault = urlFault(url);
      if (fault !== undefined) causes.invalid(`${at}[${index}]`, url, fault);
    }
  }
}

function checkVerbs(given: readonly string[] = [], path: string, causes: Causes): void {
  const at = `${path}.verbs`;
  if (given.length === 0) causes.required(at, "verbs must contain at least one value");
  else if (given.includes("*")) checkWildcard(given, at, { causes, others: "verbs" });
  else if (!given.every((verb) => verbs.includes(verb))) causes.notSupported(at, given, verbs);
}

function checkWildcard(
  values: readonly string[],
  path: string,
  { causes, others }: { readonly causes: Causes; readonly others: string },
): void {
  if (values.length > 1 && values.includes("*")) {
    causes.invalid(path, values, `if '*' is present, must not specify other ${others}`);
  }
}

/** Upstream: ValidateNonResourceURLPath. */
function urlFault(path: string): string | undefined {
  if (path === "") return "must not be empty";
  if (path === "/") return undefined;
  if (!path.startsWith("/")) return "must start with slash";
  if (path.includes(" ")) return "must not contain white-space";
  if (path.includes("//")) return "must not contain double slash";
  const wildcards = path.split("*").length - 1;
  const isSuffix = wildcards === 1 && path.endsWith("/*");
  return wildcards === 0 || isSuffix ? undefined : "wildcard can only do suffix matching";
}
