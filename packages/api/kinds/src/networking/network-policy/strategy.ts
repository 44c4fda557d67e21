import { type KubernetesObject, type NetworkPolicy, parseIpRange, type StatusCause } from "@engenho/core";
import { Causes, checkIpRange, checkLabelSelector, portNameFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

type NetworkPolicySpec = NonNullable<NetworkPolicy["spec"]>;
type IngressRule = NonNullable<NetworkPolicySpec["ingress"]>[number];
type Peer = NonNullable<IngressRule["from"]>[number];
type Port = NonNullable<IngressRule["ports"]>[number];
type IpBlock = NonNullable<Peer["ipBlock"]>;

const protocols = ["TCP", "UDP", "SCTP"] as const;
const policyTypes = ["Ingress", "Egress"] as const;

/** NetworkPolicy of networking.k8s.io/v1. */
export const networkPolicyStrategy: Strategy = {
  applyDefaults(policy: NetworkPolicy): KubernetesObject {
    const { spec } = policy;
    if (spec === undefined || (spec.policyTypes ?? []).length > 0) return policy;
    const types = (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
    return { ...policy, spec: { ...spec, policyTypes: types } } as KubernetesObject;
  },
  validateCreate: validate,
  validateUpdate: validate,
};

function validate(policy: NetworkPolicy): readonly StatusCause[] {
  const causes = new Causes();
  const spec: Partial<NetworkPolicySpec> = policy.spec ?? {};
  checkLabelSelector(spec.podSelector, "spec.podSelector", causes);
  for (const [index, { ports, from }] of (spec.ingress ?? []).entries()) {
    checkPorts(ports, `spec.ingress[${index}].ports`, causes);
    checkPeers(from, `spec.ingress[${index}].from`, causes);
  }
  for (const [index, { ports, to }] of (spec.egress ?? []).entries()) {
    checkPorts(ports, `spec.egress[${index}].ports`, causes);
    checkPeers(to, `spec.egress[${index}].to`, causes);
  }
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) {
    causes.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
    return causes.list;
  }
  for (const [index, type] of types.entries()) {
    if (!(policyTypes as readonly string[]).includes(type))
      causes.notSupported(`spec.policyTypes[${index}]`, type, policyTypes);
  }
  return causes.list;
}

function checkPorts(ports: readonly Port[] | undefined, path: string, causes: Causes): void {
  for (const [index, { protocol, port, endPort }] of (ports ?? []).entries()) {
    const at = `${path}[${index}]`;
    if (protocol !== undefined && !(protocols as readonly string[]).includes(protocol)) {
      causes.notSupported(`${at}.protocol`, protocol, protocols);
    }
    if (port === undefined) {
      if (endPort !== undefined)
        causes.invalid(`${at}.endPort`, endPort, "may not be specified when `port` is not specified");
    } else if (typeof port === "string") {
      if (endPort !== undefined)
        causes.invalid(`${at}.endPort`, endPort, "may not be specified when `port` is non-numeric");
      causes.invalidEach(`${at}.port`, port, portNameFaults(port));
    } else {
      causes.inRange(`${at}.port`, port, [1, 65535]);
      if (endPort === undefined) continue;
      // Upstream prints the port.
      if (endPort < port) causes.invalid(`${at}.endPort`, port, "must be greater than or equal to `port`");
      causes.inRange(`${at}.endPort`, endPort, [1, 65535]);
    }
  }
}

function checkPeers(peers: readonly Peer[] | undefined, path: string, causes: Causes): void {
  for (const [index, { podSelector, namespaceSelector, ipBlock }] of (peers ?? []).entries()) {
    const at = `${path}[${index}]`;
    checkLabelSelector(podSelector, `${at}.podSelector`, causes);
    checkLabelSelector(namespaceSelector, `${at}.namespaceSelector`, causes);
    if (ipBlock !== undefined) checkIpBlock(ipBlock, `${at}.ipBlock`, causes);
    const given = [podSelector, namespaceSelector, ipBlock].filter((part) => part !== undefined).length;
    if (given === 0) causes.required(at, "must specify a peer");
    else if (given > 1 && ipBlock !== undefined) causes.forbidden(at, "may not specify both ipBlock and another peer");
  }
}

function checkIpBlock({ cidr = "", except = [] }: IpBlock, path: string, causes: Causes): void {
  if (cidr === "") {
    causes.required(`${path}.cidr`);
    return;
  }
  checkIpRange(cidr, `${path}.cidr`, causes);
  const range = parseIpRange(cidr);
  if (range === undefined) return;
  for (const [index, text] of except.entries()) {
    const at = `${path}.except[${index}]`;
    checkIpRange(text, at, causes);
    const inner = parseIpRange(text);
    if (inner === undefined) continue;
    const within = inner.family === range.family && inner.base >= range.base && inner.base < range.base + range.size;
    if (!within || range.prefixLength >= inner.prefixLength)
      causes.invalid(at, text, "must be a strict subset of `cidr`");
  }
}
