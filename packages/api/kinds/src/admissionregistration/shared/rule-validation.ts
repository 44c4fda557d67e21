import type { admissionregistrationV1 } from "@engenho/core";
import type { Causes } from "@engenho/machinery";

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const scopes = ["*", "Cluster", "Namespaced"];

/** Checks a rule that selects requests by operation and resource (upstream: validateRuleWithOperations). */
export function checkRuleWithOperations(
  rule: Partial<admissionregistrationV1.RuleWithOperations>,
  path: string,
  causes: Causes,
): void {
  const { operations: wanted = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  if (wanted.length === 0) causes.required(`${path}.operations`);
  checkWildcard(wanted, `${path}.operations`, "operations", causes);
  for (const [index, operation] of wanted.entries()) {
    if (!operations.includes(operation)) causes.notSupported(`${path}.operations[${index}]`, operation, operations);
  }
  if (apiGroups.length === 0) causes.required(`${path}.apiGroups`);
  checkWildcard(apiGroups, `${path}.apiGroups`, "API groups", causes);
  if (apiVersions.length === 0) causes.required(`${path}.apiVersions`);
  checkWildcard(apiVersions, `${path}.apiVersions`, "API versions", causes);
  for (const [index, version] of apiVersions.entries()) {
    if (version === "") causes.required(`${path}.apiVersions[${index}]`);
  }
  checkResources(resources, `${path}.resources`, causes);
  if (scope !== undefined && !scopes.includes(scope)) causes.notSupported(`${path}.scope`, scope, scopes);
}

function checkWildcard(values: readonly string[], path: string, named: string, causes: Causes): void {
  if (values.length > 1 && values.includes("*")) {
    causes.invalid(path, values, `if '*' is present, must not specify other ${named}`);
  }
}

/** Upstream: validateResources. */
function checkResources(resources: readonly string[], path: string, causes: Causes): void {
  if (resources.length === 0) causes.required(path);
  const withAllSubresources = new Set<string>();
  const ofAllResources = new Set<string>();
  // As upstream, the last resource without a subresource decides.
  let lastIsNamed = false;
  for (const [index, text] of resources.entries()) {
    const at = `${path}[${index}]`;
    if (text === "") {
      causes.required(at);
      continue;
    }
    const slash = text.indexOf("/");
    if (slash < 0) {
      lastIsNamed = text !== "*";
      continue;
    }
    const resource = text.slice(0, slash);
    const subresource = text.slice(slash + 1);
    if (withAllSubresources.has(resource)) {
      causes.invalid(at, text, `if '${resource}/*' is present, must not specify ${text}`);
    }
    if (ofAllResources.has(subresource)) {
      causes.invalid(at, text, `if '*/${subresource}' is present, must not specify ${text}`);
    }
    if (subresource === "*") withAllSubresources.add(resource);
    if (resource === "*") ofAllResources.add(subresource);
  }
  if (resources.length > 1 && resources.includes("*/*")) {
    causes.invalid(path, resources, "if '*/*' is present, must not specify other resources");
  }
  if (resources.includes("*") && lastIsNamed) {
    causes.invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
  }
}
