import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const ingress = (spec: Sent): Sent => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "one", namespace: "default" },
  spec,
});

const subdomainFault =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const wildcardFault =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe("Ingress", () => {
  const backend = { service: { name: "web", port: { number: 80 } } };
  const path = (rest: Sent = {}) => ({ path: "/", pathType: "Prefix", backend, ...rest });
  const rule = (...paths: readonly Sent[]) => ({ rules: [{ http: { paths } }] });

  it("is accepted if it is valid", async () => {
    expect(await createProblems(ingress(rule(path())))).toEqual([]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["spec", {}, ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]],
    ["a default backend suffices", { defaultBackend: backend }, []],
    [
      "host must be a valid name",
      { rules: [{ host: "10.0.0.1" }, { host: "a.*" }, { host: "*.example.com" }, { host: "A" }] },
      [
        'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
        `spec.rules[1].host: Invalid value: "a.*": ${wildcardFault}`,
        `spec.rules[3].host: Invalid value: "A": ${subdomainFault}`,
      ],
    ],
    ["paths are required", { rules: [{ http: {} }] }, ["spec.rules[0].http.paths: Required value"]],
    [
      "pathType must be known",
      rule(path({ pathType: "Regex" })),
      [
        'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
      ],
    ],
    [
      "path must not contain . or ..",
      rule(path({ path: "/a//b/./c/../%2f%2F/.." }), path({ pathType: "Exact", path: "/." })),
      [
        ...["//", "/./", "/../", "%2f", "%2F"].map(
          (part) =>
            `spec.rules[0].http.paths[0].path: Invalid value: "/a//b/./c/../%2f%2F/..": must not contain '${part}'`,
        ),
        `spec.rules[0].http.paths[0].path: Invalid value: "/a//b/./c/../%2f%2F/..": cannot end with '/..'`,
        `spec.rules[0].http.paths[1].path: Invalid value: "/.": cannot end with '/.'`,
      ],
    ],
    [
      "an implementation-specific path may be absent, but not relative",
      rule(
        path({ pathType: "ImplementationSpecific", path: undefined }),
        path({ pathType: "ImplementationSpecific", path: "a//b" }),
      ),
      ['spec.rules[0].http.paths[1].path: Invalid value: "a//b": must be an absolute path'],
    ],
    [
      "backend must have a service's name and port",
      { defaultBackend: { service: { name: "" } } },
      [
        "spec.defaultBackend.service.name: Required value",
        "spec.defaultBackend: Required value: port name or number is required",
      ],
    ],
    [
      "backend must have either number or name of a service's port",
      { defaultBackend: { service: { name: "web", port: { name: "http", number: 80 } } } },
      ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
    ],
    [
      "backend's ports must be valid",
      rule(
        path({ backend: { service: { name: "web", port: { number: 65536 } } } }),
        path({ backend: { service: { name: "web", port: { name: "1" } } } }),
      ),
      [
        "spec.rules[0].http.paths[0].backend.service.port.number: Invalid value: 65536: must be between 1 and 65535, inclusive",
        'spec.rules[0].http.paths[1].backend.service.port.name: Invalid value: "1": must contain at least one letter (a-z)',
      ],
    ],
    [
      "backend must be either a service or a resource",
      { defaultBackend: { ...backend, resource: { kind: "Bucket", name: "b" } } },
      ['spec.defaultBackend: Invalid value: "": cannot set both resource and service backends'],
    ],
    [
      "backend's resource must have a kind and a name",
      { defaultBackend: { resource: { apiGroup: "A" } } },
      [
        `spec.defaultBackend.resource.apiGroup: Invalid value: "A": ${subdomainFault}`,
        "spec.defaultBackend.resource.kind: Required value: kind is required",
        "spec.defaultBackend.resource.name: Required value: name is required",
      ],
    ],
    [
      "backend's resource must have names that are path segments",
      { defaultBackend: { resource: { kind: "a/b", name: ".." } } },
      [
        `spec.defaultBackend.resource.kind: Invalid value: "a/b": may not contain '/'`,
        `spec.defaultBackend.resource.name: Invalid value: "..": may not be '..'`,
      ],
    ],
    [
      "hosts and Secrets of TLS must be valid names",
      { defaultBackend: backend, tls: [{ hosts: ["A", "*", "*.a"], secretName: "B" }, { secretName: "" }] },
      [
        `spec.tls[0].hosts[0]: Invalid value: "A": ${subdomainFault}`,
        `spec.tls[0].hosts[1]: Invalid value: "*": ${wildcardFault}`,
        `spec.tls[0].secretName: Invalid value: "B": ${subdomainFault}`,
      ],
    ],
    [
      "class must be a valid name",
      { defaultBackend: backend, ingressClassName: "A" },
      [`spec.ingressClassName: Invalid value: "A": ${subdomainFault}`],
    ],
    [
      "pathType is required",
      rule(path({ pathType: undefined })),
      ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"],
    ],
    [
      "path must be absolute",
      rule(path({ path: "x" })),
      ['spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path'],
    ],
    [
      "backend must have a service or a resource",
      rule(path({ backend: {} })),
      ['spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required'],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(ingress(spec))).toEqual(expected);
  });

  it("starts without a status, and must have only one class on create", async () => {
    const sent = ingress({ defaultBackend: backend, ingressClassName: "a" });
    expect((await created({ ...sent, status: { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } } })).status).toEqual({
      loadBalancer: {},
    });
    const annotations = { "kubernetes.io/ingress.class": "b" };
    const metadata = { name: "one", namespace: "default", annotations };
    expect(await createProblems({ ...sent, metadata })).toEqual([
      'annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified',
    ]);
    const annotate = (stored: Sent) => ({ ...stored, metadata: { ...(stored.metadata as Sent), annotations } });
    expect(await updateProblems(sent, annotate)).toEqual([]);
  });

  it("is validated on update, too", async () => {
    const change = (stored: Sent) => withSpec(stored, { defaultBackend: {} });
    expect(await updateProblems(ingress({ defaultBackend: backend }), change)).toEqual([
      'spec.defaultBackend: Invalid value: "": resource or service backend is required',
    ]);
  });

  it("its load balancer must have valid addresses and names", async () => {
    const addresses = [{ ip: "x" }, { hostname: "10.0.0.1" }, { hostname: "A" }, {}, { ip: "::1", hostname: "a.b" }];
    const change = (stored: Sent) => ({ ...stored, status: { loadBalancer: { ingress: addresses } } });
    expect(await updateProblems(ingress({ defaultBackend: backend }), change, "status")).toEqual([
      'status.loadBalancer.ingress[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'status.loadBalancer.ingress[1].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
      `status.loadBalancer.ingress[2].hostname: Invalid value: "A": ${subdomainFault}`,
    ]);
  });
});

describe("IngressClass", () => {
  const ingressClass = (spec: Sent): Sent => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "one" },
    spec,
  });
  const controller = "example.com/controller";
  const parameters = { kind: "Settings", name: "one" };

  it("defaults to cluster-scoped parameters", async () => {
    const { spec } = await created(ingressClass({ controller, parameters }));
    expect(spec).toEqual({ controller, parameters: { ...parameters, scope: "Cluster" } });
  });

  it.each<[string, Sent, readonly string[]]>([
    ["its controller is required", {}, ["spec.controller: Required value"]],
    [
      "its controller must be short",
      { controller: `a/${"b".repeat(249)}` },
      ["spec.controller: Too long: may not be more than 250 bytes"],
    ],
    [
      "its controller must have a domain and a path",
      { controller: "nginx" },
      ['spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      "its controller's domain and path must be valid",
      { controller: "A/b c" },
      [
        `spec.controller: Invalid value: "A": ${subdomainFault}`,
        "spec.controller: Invalid value: \"b c\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
      ],
    ],
    [
      "its parameters must have a kind, a name and a scope",
      { controller, parameters: { apiGroup: "A", scope: "" } },
      [
        `spec.parameters.apiGroup: Invalid value: "A": ${subdomainFault}`,
        "spec.parameters.kind: Required value: kind is required",
        "spec.parameters.name: Required value: name is required",
        'spec.parameters.scope: Unsupported value: "": supported values: "Cluster", "Namespace"',
      ],
    ],
    [
      "namespaced parameters must have a namespace",
      { controller, parameters: { ...parameters, scope: "Namespace" } },
      ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
    ],
    [
      "cluster-scoped parameters must not have a namespace",
      { controller, parameters: { ...parameters, namespace: "default" } },
      ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(ingressClass(spec))).toEqual(expected);
  });

  it("its namespace must be a label", async () => {
    const spec = { controller, parameters: { ...parameters, scope: "Namespace", namespace: "a.b" } };
    expect(await createProblems(ingressClass(spec))).toEqual([
      'spec.parameters.namespace: Invalid value: "a.b": must not contain dots',
    ]);
  });

  it("its controller is immutable", async () => {
    const change = (stored: Sent) => withSpec(stored, { controller: "nginx" });
    expect(await updateProblems(ingressClass({ controller }), change)).toEqual([
      'spec.controller: Invalid value: "nginx": field is immutable',
      'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
    ]);
  });
});
