import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, service, updated, updateProblems, withSpec } from "./attempts.js";

const loadBalancerOnly = "may only be used when `type` is 'LoadBalancer'";
const rangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
const balancer = { type: "LoadBalancer", loadBalancerSourceRanges: [" 10.0.0.0/8"] };
const external = { type: "ExternalName", externalName: "example.com", ports: undefined, selector: undefined };

describe("AP-58: a new Service", () => {
  it("is a ClusterIP with an address", async () => {
    const { spec, status, metadata } = await created(service());
    expect(spec).toEqual({
      clusterIP: expect.stringMatching(/^10\.(9[6-9]|10[0-9]|11[01])\.\d+\.\d+$/),
      clusterIPs: [(spec as Sent).clusterIP],
      internalTrafficPolicy: "Cluster",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
      selector: { app: "one" },
      sessionAffinity: "None",
      type: "ClusterIP",
    });
    expect(status).toEqual({ loadBalancer: {} });
    expect((metadata as Sent).generation).toBeUndefined();
  });

  it("that is headless without a selector has both families", async () => {
    const { spec } = await created(service({ clusterIP: "None", selector: undefined }));
    expect(spec).toMatchObject({
      clusterIP: "None",
      clusterIPs: ["None"],
      ipFamilies: ["IPv4", "IPv6"],
      ipFamilyPolicy: "RequireDualStack",
    });
  });

  it("that is headless with a selector has the cluster's families", async () => {
    expect((await created(service({ clusterIP: "None" }))).spec).toMatchObject({
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
    });
  });

  it("of type LoadBalancer has node ports and traffic policies", async () => {
    const { spec } = await created(service({ type: "LoadBalancer" }));
    expect(spec).toMatchObject({
      allocateLoadBalancerNodePorts: true,
      externalTrafficPolicy: "Cluster",
      internalTrafficPolicy: "Cluster",
    });
    expect((spec as { ports: Sent[] }).ports[0]?.nodePort).toBeGreaterThanOrEqual(30000);
  });

  it("of type LoadBalancer may have no node ports", async () => {
    const { spec } = await created(service({ type: "LoadBalancer", allocateLoadBalancerNodePorts: false }));
    expect((spec as { ports: Sent[] }).ports[0]?.nodePort).toBeUndefined();
  });

  it("with externalTrafficPolicy Local has a health check port", async () => {
    const { spec } = await created(service({ type: "LoadBalancer", externalTrafficPolicy: "Local" }));
    expect((spec as Sent).healthCheckNodePort).toBeGreaterThanOrEqual(30000);
  });

  it("with session affinity has a timeout of three hours", async () => {
    expect((await created(service({ sessionAffinity: "ClientIP" }))).spec).toMatchObject({
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
    });
  });

  it("of type ExternalName has no address and no policy", async () => {
    expect((await created(service(external))).spec).toEqual({
      externalName: "example.com",
      sessionAffinity: "None",
      type: "ExternalName",
    });
  });
});

describe("AP-60: validation of a Service", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "spec.ports[0].port",
      { ports: [{ port: 0 }] },
      [
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
      ],
    ],
    [
      "spec.ports[0].targetPort",
      { ports: [{ port: 80, targetPort: "80" }] },
      ['spec.ports[0].targetPort: Invalid value: "80": must contain at least one letter (a-z)'],
    ],
    [
      "spec.ports[0].protocol",
      { ports: [{ port: 80, protocol: "HTTP" }] },
      ['spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      "spec.ports[0].nodePort of a ClusterIP",
      { ports: [{ port: 80, nodePort: 30080 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      "spec.type",
      { type: "Magic" },
      [
        'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      "spec.sessionAffinity",
      { sessionAffinity: "Cookie" },
      ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
    ],
    [
      "spec.sessionAffinityConfig",
      { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_401 } } },
      [
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400",
      ],
    ],
    ["spec.externalName", { ...external, externalName: undefined }, ["spec.externalName: Required value"]],
    [
      "spec.externalTrafficPolicy of a ClusterIP",
      { externalTrafficPolicy: "Local" },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      "spec.internalTrafficPolicy",
      { internalTrafficPolicy: "Mine" },
      ['spec.internalTrafficPolicy: Unsupported value: "Mine": supported values: "Cluster", "Local"'],
    ],
    [
      "spec.trafficDistribution",
      { trafficDistribution: "Random" },
      [
        'spec.trafficDistribution: Unsupported value: "Random": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
      ],
    ],
    [
      "fields of load balancers",
      {
        loadBalancerClass: "example.com/a",
        allocateLoadBalancerNodePorts: true,
        loadBalancerSourceRanges: ["10.0.0.0/8"],
      },
      [
        `spec.LoadBalancerSourceRanges: Forbidden: ${loadBalancerOnly}`,
        `spec.allocateLoadBalancerNodePorts: Forbidden: ${loadBalancerOnly}`,
        `spec.loadBalancerClass: Forbidden: ${loadBalancerOnly}`,
      ],
    ],
    [
      "spec.externalIPs",
      { externalIPs: ["127.0.0.1"] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      "spec.clusterIPs",
      { clusterIP: "10.96.0.20", clusterIPs: ["10.96.0.21"] },
      ['spec.clusterIPs: Invalid value: ["10.96.0.21"]: first value must match `clusterIP`'],
    ],
    [
      "spec.ipFamilyPolicy",
      { ipFamilyPolicy: "RequireDualStack" },
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
      ],
    ],
    [
      "spec.ipFamilies",
      { ipFamilies: ["IPv6"] },
      ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ],
    [
      "spec.ports[*].nodePort of a ClusterIP, before what is there twice",
      {
        ports: [
          { name: "a", port: 80, nodePort: 30080 },
          { name: "b", port: 80, nodePort: 30080 },
        ],
      },
      [
        "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        "spec.ports[1].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        "spec.ports[1].nodePort: Duplicate value: 30080",
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(service(spec))).toEqual(expected);
  });

  it.each<[string, Sent, Sent, readonly string[]]>([
    [
      "the topology annotations disagree",
      {},
      { "service.kubernetes.io/topology-aware-hints": "Auto", "service.kubernetes.io/topology-mode": "Disabled" },
      [
        'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Disabled": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
      ],
    ],
    [
      "the annotation of source ranges is on a ClusterIP",
      {},
      { [rangesAnnotation]: "10.0.0.0/8, mine" },
      [
        `metadata.annotations[${rangesAnnotation}]: Forbidden: ${loadBalancerOnly}`,
        `metadata.annotations[${rangesAnnotation}]: Invalid value: "mine": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
      ],
    ],
    ["the field of source ranges takes precedence", balancer, { [rangesAnnotation]: "mine" }, []],
  ])("with annotations: %s", async (_title, spec, annotations, expected) => {
    const sent = service(spec);
    const metadata = { ...(sent as { metadata: Sent }).metadata, annotations };
    expect(await createProblems({ ...sent, metadata } as typeof sent)).toEqual(expected);
  });
});

describe("a changed Service", () => {
  it("AP-58: with PreferDualStack keeps one family if the cluster has one", async () => {
    const { after } = await updated(service({ ipFamilyPolicy: "PreferDualStack" }), (stored) =>
      withSpec(stored, { selector: { app: "two" } }),
    );
    expect(after.spec).toMatchObject({ ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4"] });
  });

  it("spec.loadBalancerClass is immutable once set", async () => {
    const before = service({ type: "LoadBalancer", loadBalancerClass: "example.com/a" });
    expect(await updateProblems(before, (stored) => withSpec(stored, { loadBalancerClass: "example.com/b" }))).toEqual([
      'spec.loadBalancerClass: Invalid value: "example.com/b": may not change once set',
    ]);
  });

  it("AP-63: a Service that is no longer a load balancer loses its load balancer fields", async () => {
    const before = service({
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      loadBalancerClass: "example.com/a",
    });
    const { after } = await updated(before, (stored) => withSpec(stored, { type: "ClusterIP" }));
    for (const field of [
      "allocateLoadBalancerNodePorts",
      "externalTrafficPolicy",
      "healthCheckNodePort",
      "loadBalancerClass",
    ]) {
      expect(after.spec).not.toHaveProperty(field);
    }
  });

  it("AP-24: /status accepts only the status, and only for a load balancer", async () => {
    const status = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
    const balanced = await updated(
      service({ type: "LoadBalancer" }),
      (stored) => ({ ...withSpec(stored, { selector: { app: "two" } }), status }),
      "status",
    );
    expect(balanced.after.spec).toEqual(balanced.before.spec);
    expect(balanced.after.status).toEqual({ loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } });
    expect(await updateProblems(service(), (stored) => ({ ...stored, status }), "status")).toEqual([
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    ]);
  });

  it("/status: the fields of a load balancer's ingress points", async () => {
    const ingress = [
      { ip: "192.0.2.1", ipMode: "Mine" },
      { hostname: "192.0.2.1", ipMode: "VIP" },
      { ip: "mine", hostname: "Mine" },
    ];
    const problems = await updateProblems(
      service({ type: "LoadBalancer" }),
      (stored) => ({ ...stored, status: { loadBalancer: { ingress } } }),
      "status",
    );
    expect(problems.map((problem) => problem.slice(0, 95))).toEqual(
      [
        'status.loadBalancer.ingress[0].ipMode: Unsupported value: "Mine": supported values: "Proxy", "VIP"',
        "status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set",
        'status.loadBalancer.ingress[1].hostname: Invalid value: "192.0.2.1": must be a DNS name, not an IP address',
        'status.loadBalancer.ingress[2].ip: Invalid value: "mine": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        expect.stringContaining(
          'status.loadBalancer.ingress[2].hostname: Invalid value: "Mine": a lowercase RFC 1123 subdomain',
        ),
      ].map((text) => (typeof text === "string" ? text.slice(0, 95) : text)),
    );
  });
});
