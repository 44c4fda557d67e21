import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const policy = (spec: Sent): Sent => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "one", namespace: "default" },
  spec: { podSelector: {}, ...spec },
});

describe("NetworkPolicy", () => {
  it("applies to ingress, and to egress if it has egress rules", async () => {
    expect(((await created(policy({}))).spec as Sent).policyTypes).toEqual(["Ingress"]);
    expect(((await created(policy({ egress: [{}] }))).spec as Sent).policyTypes).toEqual(["Ingress", "Egress"]);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "policyTypes",
      { policyTypes: ["Both"] },
      ['spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"'],
    ],
    [
      "at most two policyTypes",
      { policyTypes: ["Ingress", "Egress", "Both"] },
      ['spec.policyTypes: Invalid value: ["Ingress","Egress","Both"]: may not specify more than two policyTypes'],
    ],
    [
      "a port's protocol",
      { egress: [{ ports: [{ protocol: "ICMP", port: 80 }] }] },
      ['spec.egress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"'],
    ],
    [
      "a port's range",
      { ingress: [{ ports: [{ port: 80, endPort: 79 }] }] },
      ["spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`"],
    ],
    [
      "a port's numbers",
      { ingress: [{ ports: [{ port: 0, endPort: 65536 }] }] },
      [
        "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "spec.ingress[0].ports[0].endPort: Invalid value: 65536: must be between 1 and 65535, inclusive",
      ],
    ],
    [
      "endPort with a named port, or without a port",
      { ingress: [{ ports: [{ port: "http", endPort: 90 }, { endPort: 90 }, { port: "-" }] }] },
      [
        "spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric",
        "spec.ingress[0].ports[1].endPort: Invalid value: 90: may not be specified when `port` is not specified",
        'spec.ingress[0].ports[2].port: Invalid value: "-": must contain at least one letter (a-z)',
        'spec.ingress[0].ports[2].port: Invalid value: "-": must not begin or end with a hyphen',
      ],
    ],
    [
      "a peer must not be empty",
      { ingress: [{ from: [{}] }] },
      ["spec.ingress[0].from[0]: Required value: must specify a peer"],
    ],
    [
      "a peer must have either an ipBlock or selectors",
      {
        egress: [
          {
            to: [
              { podSelector: {}, namespaceSelector: {} },
              { podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } },
            ],
          },
        ],
      },
      ["spec.egress[0].to[1]: Forbidden: may not specify both ipBlock and another peer"],
    ],
    [
      "selectors must be valid",
      {
        podSelector: { matchExpressions: [{ key: "a", operator: "In" }] },
        ingress: [
          {
            from: [
              {
                podSelector: { matchExpressions: [{ key: "a", operator: "Is" }] },
                namespaceSelector: { matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] },
              },
            ],
          },
        ],
      },
      [
        "spec.podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
        "spec.ingress[0].from[0].namespaceSelector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ],
    ],
    [
      "a block must have a range",
      { ingress: [{ from: [{ ipBlock: { cidr: "" } }, { ipBlock: { cidr: "10.0.0.0", except: ["x"] } }] }] },
      [
        "spec.ingress[0].from[0].ipBlock.cidr: Required value",
        'spec.ingress[0].from[1].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    ],
    [
      "exceptions must be within the block",
      {
        egress: [
          {
            to: [
              {
                ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "x", "10.0.0.0/8", "11.0.0.0/16", "fd00::/16"] },
              },
            ],
          },
        ],
      },
      [
        'spec.egress[0].to[0].ipBlock.except[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        'spec.egress[0].to[0].ipBlock.except[2]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
        'spec.egress[0].to[0].ipBlock.except[3]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
        'spec.egress[0].to[0].ipBlock.except[4]: Invalid value: "fd00::/16": must be a strict subset of `cidr`',
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(policy(spec))).toEqual(expected);
  });

  it("is validated on update, too", async () => {
    expect(await updateProblems(policy({}), (stored) => withSpec(stored, { ingress: [{ from: [{}] }] }))).toEqual([
      "spec.ingress[0].from[0]: Required value: must specify a peer",
    ]);
  });
});
