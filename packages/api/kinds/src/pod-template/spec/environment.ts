import { type Container, formatQuantity, parseQuantity, quantitySign } from "@engenho/core";

import {
  type Causes,
  configMapKeyFaults,
  dns1123SubdomainFaults,
  environmentVariableNameFaults,
  namePrefixFaults,
  qualifiedNameFaults,
} from "@engenho/machinery";

type EnvVar = NonNullable<Container["env"]>[number];
type EnvFrom = NonNullable<Container["envFrom"]>[number];
type FieldSelector = NonNullable<NonNullable<EnvVar["valueFrom"]>["fieldRef"]>;
type ResourceFieldSelector = NonNullable<NonNullable<EnvVar["valueFrom"]>["resourceFieldRef"]>;

const environmentFields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
] as const;

const resourceFields = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
] as const;

/** Checks `env` of a container. */
export function checkEnvironment(variables: readonly EnvVar[] | undefined, path: string, causes: Causes): void {
  for (const [index, variable] of (variables ?? []).entries()) {
    const at = `${path}[${index}]`;
    const name = variable.name ?? "";
    if (name === "") causes.required(`${at}.name`);
    else causes.invalidEach(`${at}.name`, name, environmentVariableNameFaults(name));
    checkValueFrom(variable, `${at}.valueFrom`, causes);
  }
}

/** Checks `envFrom` of a container. */
export function checkEnvironmentFrom(sources: readonly EnvFrom[] | undefined, path: string, causes: Causes): void {
  for (const [index, source] of (sources ?? []).entries()) {
    const at = `${path}[${index}]`;
    const prefix = source.prefix ?? "";
    if (prefix !== "") causes.invalidEach(`${at}.prefix`, prefix, environmentVariableNameFaults(prefix));
    const references = [
      ["configMapRef", source.configMapRef],
      ["secretRef", source.secretRef],
    ] as const;
    const given = references.filter(([, reference]) => reference !== undefined);
    for (const [field, reference] of given) {
      const name = reference?.name ?? "";
      if (name === "") causes.required(`${at}.${field}.name`);
      // Upstream validates it as a name prefix, which may end with a dash.
      else causes.invalidEach(`${at}.${field}.name`, name, namePrefixFaults(name, "dns1123-subdomain"));
    }
    if (given.length === 0) causes.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (given.length > 1) causes.invalid(path, "", "may not have more than one field specified at a time");
  }
}

function checkValueFrom(variable: EnvVar, path: string, causes: Causes): void {
  const { valueFrom } = variable;
  if (valueFrom === undefined) return;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef !== undefined) checkFieldSelector(fieldRef, `${path}.fieldRef`, { causes, allowed: environmentFields });
  if (resourceFieldRef !== undefined)
    checkResourceFieldSelector(resourceFieldRef, `${path}.resourceFieldRef`, { causes });
  if (configMapKeyRef !== undefined) checkKeySelector(configMapKeyRef, `${path}.configMapKeyRef`, causes);
  if (secretKeyRef !== undefined) checkKeySelector(secretKeyRef, `${path}.secretKeyRef`, causes);
  const sources = Object.values(valueFrom).filter((source) => source !== undefined).length;
  if (sources === 0) {
    const detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`";
    causes.invalid(path, "", detail);
  } else if ((variable.value ?? "") !== "") {
    causes.invalid(path, "", "may not be specified when `value` is not empty");
  } else if (sources > 1) causes.invalid(path, "", "may not have more than one field specified at a time");
}

/** Checks a reference to a field of the Pod; `allowed` are the permitted fields in addition to labels and annotations. */
export function checkFieldSelector(
  selector: FieldSelector,
  path: string,
  { causes, allowed }: { readonly causes: Causes; readonly allowed: readonly string[] },
): void {
  const { apiVersion = "", fieldPath = "" } = selector;
  if (apiVersion === "") {
    causes.required(`${path}.apiVersion`);
    return;
  }
  if (fieldPath === "") {
    causes.required(`${path}.fieldPath`);
    return;
  }
  const refuse = (reason: string) =>
    causes.invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${reason}`);
  if (apiVersion !== "v1") {
    refuse(`unsupported pod version: ${apiVersion}`);
    return;
  }
  const subscript = /^((?:(?!\[').)+)\['(.*)'\]$/s.exec(fieldPath);
  if (subscript === null) {
    // The path used by old clients.
    const field = fieldPath === "spec.host" ? "spec.nodeName" : fieldPath;
    if (!downwardFields.has(field)) refuse(`field label not supported: ${fieldPath}`);
    else if (!allowed.includes(field)) causes.notSupported(`${path}.fieldPath`, field, allowed);
    return;
  }
  const [, field = "", key = ""] = subscript;
  if (field === "metadata.annotations")
    causes.invalidEach(path, key.toLowerCase(), qualifiedNameFaults(key.toLowerCase()));
  else if (field === "metadata.labels") causes.invalidEach(path, key, qualifiedNameFaults(key));
  else refuse(`field label does not support subscript: ${fieldPath}`);
}

const downwardFields: ReadonlySet<string> = new Set([
  ...environmentFields,
  "metadata.annotations",
  "metadata.labels",
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.phase",
]);

/** Checks a reference to a container's resource; `needsContainer` if it must name the container. */
export function checkResourceFieldSelector(
  selector: ResourceFieldSelector,
  path: string,
  { causes, needsContainer = false }: { readonly causes: Causes; readonly needsContainer?: boolean },
): void {
  const { containerName = "", resource = "" } = selector;
  const known =
    (resourceFields as readonly string[]).includes(resource) || /^(?:limits|requests)\.hugepages-/.test(resource);
  if (needsContainer && containerName === "") causes.required(`${path}.containerName`);
  else if (resource === "") causes.required(`${path}.resource`);
  else if (!known) causes.notSupported(`${path}.resource`, resource, resourceFields);
  checkDivisor(selector, `${path}.divisor`, causes);
}

const byteDivisors = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
/** The valid divisors of resources, and the resources' names in messages. */
const divisors: readonly (readonly [pattern: RegExp, values: string, shown: string])[] = [
  [/^(?:limits|requests)\.cpu$/, "1m, 1", "cpu"],
  [/^(?:limits|requests)\.memory$/, byteDivisors, "memory"],
  [/^(?:limits|requests)\.ephemeral-storage$/, byteDivisors, "local ephemeral storage"],
  [/^(?:limits|requests)\.hugepages-/, byteDivisors, "hugepages"],
];

function checkDivisor({ resource = "", divisor = "0" }: ResourceFieldSelector, path: string, causes: Causes): void {
  const quantity = parseQuantity(divisor);
  const rule = divisors.find(([pattern]) => pattern.test(resource));
  if (quantitySign(quantity) === 0 || rule === undefined) return;
  const [, values, shown] = rule;
  if (values.split(", ").includes(formatQuantity(quantity))) return;
  const listed = shown === "cpu" ? "1m and 1" : values;
  causes.invalid(path, resource, `only divisor's values ${listed} are supported with the ${shown} resource`);
}

function checkKeySelector(
  selector: { readonly name?: string; readonly key?: string },
  path: string,
  causes: Causes,
): void {
  const { name = "", key = "" } = selector;
  causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
  if (key === "") causes.required(`${path}.key`);
  else causes.invalidEach(`${path}.key`, key, configMapKeyFaults(key));
}
