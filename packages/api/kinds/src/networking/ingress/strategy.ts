import { type Ingress, parseIpAddress, type StatusCause } from "@engenho/core";
import {
  Causes,
  checkIpAddress,
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  portNameFaults,
  wildcardSubdomainFaults,
} from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import { checkLocalReference } from "../../shared/local-reference.js";

type IngressSpec = NonNullable<Ingress["spec"]>;
type Backend = NonNullable<IngressSpec["defaultBackend"]>;
type Rule = NonNullable<IngressSpec["rules"]>[number];
type Tls = NonNullable<IngressSpec["tls"]>[number];
type HttpPath = NonNullable<Rule["http"]>["paths"][number];

const classAnnotation = "kubernetes.io/ingress.class";
const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"] as const;
const forbiddenSequences = ["//", "/./", "/../", "%2f", "%2F"] as const;
const forbiddenEndings = ["/..", "/."] as const;

/** Ingress of networking.k8s.io/v1. */
export const ingressStrategy: Strategy = {
  ...statusSubresource({ loadBalancer: {} }),
  validateCreate(ingress: Ingress): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(ingress, causes);
    const annotation = ingress.metadata.annotations?.[classAnnotation];
    const className = ingress.spec?.ingressClassName;
    if (annotation !== undefined && className !== undefined && annotation !== className) {
      const detail = "must match `ingressClassName` when both are specified";
      causes.invalid(`annotations.${classAnnotation}`, annotation, detail);
    }
    return causes.list;
  },
  validateUpdate(next: Ingress): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(next, causes);
    return causes.list;
  },
  validateStatusUpdate(next: Ingress): readonly StatusCause[] {
    const causes = new Causes();
    checkLoadBalancer(next, causes);
    return causes.list;
  },
};

/** Upstream: ValidateIngressLoadBalancerStatus. */
function checkLoadBalancer({ status }: Ingress, causes: Causes): void {
  for (const [index, { ip = "", hostname = "" }] of (status?.loadBalancer?.ingress ?? []).entries()) {
    const path = `status.loadBalancer.ingress[${index}]`;
    if (ip !== "") checkIpAddress(ip, `${path}.ip`, causes);
    if (hostname === "") continue;
    causes.invalidEach(`${path}.hostname`, hostname, dns1123SubdomainFaults(hostname));
    if (parseIpAddress(hostname) !== undefined) {
      causes.invalid(`${path}.hostname`, hostname, "must be a DNS name, not an IP address");
    }
  }
}

function checkSpec(ingress: Ingress, causes: Causes): void {
  const spec: IngressSpec = ingress.spec ?? {};
  const rules = spec.rules ?? [];
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    causes.invalid("spec", spec.rules, "either `defaultBackend` or `rules` must be specified");
  }
  if (spec.defaultBackend !== undefined) checkBackend(spec.defaultBackend, "spec.defaultBackend", causes);
  for (const [index, rule] of rules.entries()) checkRule(rule, `spec.rules[${index}]`, causes);
  for (const [index, tls] of (spec.tls ?? []).entries()) checkTls(tls, `spec.tls[${index}]`, causes);
  const className = spec.ingressClassName;
  if (className !== undefined)
    causes.invalidEach("spec.ingressClassName", className, dns1123SubdomainFaults(className));
}

function checkTls({ hosts = [], secretName = "" }: Tls, path: string, causes: Causes): void {
  for (const [index, host] of hosts.entries()) checkHost(host, `${path}.hosts[${index}]`, causes);
  if (secretName !== "") causes.invalidEach(`${path}.secretName`, secretName, dns1123SubdomainFaults(secretName));
}

function checkRule({ host = "", http }: Rule, path: string, causes: Causes): void {
  if (host !== "") {
    if (parseIpAddress(host) !== undefined) {
      causes.invalid(`${path}.host`, host, "must be a DNS name, not an IP address");
    }
    checkHost(host, `${path}.host`, causes);
  }
  if (http === undefined) return;
  const paths = http.paths ?? [];
  if (paths.length === 0) causes.required(`${path}.http.paths`);
  for (const [index, entry] of paths.entries()) checkPath(entry, `${path}.http.paths[${index}]`, causes);
}

function checkHost(host: string, path: string, causes: Causes): void {
  causes.invalidEach(path, host, host.includes("*") ? wildcardSubdomainFaults(host) : dns1123SubdomainFaults(host));
}

function checkPath({ pathType, path: value = "", backend }: HttpPath, path: string, causes: Causes): void {
  if (pathType === undefined) {
    causes.required(`${path}.pathType`, "pathType must be specified");
    return;
  }
  if (pathType === "Exact" || pathType === "Prefix") {
    if (!value.startsWith("/")) causes.invalid(`${path}.path`, value, "must be an absolute path");
    for (const part of forbiddenSequences) {
      if (value.includes(part)) causes.invalid(`${path}.path`, value, `must not contain '${part}'`);
    }
    for (const ending of forbiddenEndings) {
      if (value.endsWith(ending)) causes.invalid(`${path}.path`, value, `cannot end with '${ending}'`);
    }
  } else if (pathType === "ImplementationSpecific") {
    if (value !== "" && !value.startsWith("/")) causes.invalid(`${path}.path`, value, "must be an absolute path");
  } else causes.notSupported(`${path}.pathType`, pathType, pathTypes);
  checkBackend(backend ?? {}, `${path}.backend`, causes);
}

function checkBackend({ service, resource }: Backend, path: string, causes: Causes): void {
  if (service !== undefined && resource !== undefined) {
    causes.invalid(path, "", "cannot set both resource and service backends");
    return;
  }
  if (resource !== undefined) {
    checkLocalReference(resource, `${path}.resource`, causes);
    return;
  }
  if (service === undefined) {
    causes.invalid(path, "", "resource or service backend is required");
    return;
  }
  const { name = "", port } = service;
  if (name === "") causes.required(`${path}.service.name`);
  else causes.invalidEach(`${path}.service.name`, name, dns1035LabelFaults(name));
  const { name: portName = "", number = 0 } = port ?? {};
  if (portName !== "" && number !== 0) causes.invalid(path, "", "cannot set both port name & port number");
  else if (portName !== "") causes.invalidEach(`${path}.service.port.name`, portName, portNameFaults(portName));
  else if (number !== 0) causes.inRange(`${path}.service.port.number`, number, [1, 65535]);
  else causes.required(path, "port name or number is required");
}
