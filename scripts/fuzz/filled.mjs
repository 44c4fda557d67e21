import { anyValue } from "./mutate.mjs";

const mostDepth = 11;

/** Plausible values by the names of fields, and those of all other texts. */
const wordsByName = {
  apiGroup: ["", "apps", "rbac.authorization.k8s.io"],
  apiGroups: ["", "apps", "*"],
  apiVersion: ["v1", "apps/v1"],
  effect: ["NoSchedule", "NoExecute"],
  expression: ["self.n > 1", "object.metadata.name == 'a'", "true", "self"],
  image: ["nginx", "nginx:1"],
  ip: ["10.0.0.1", "::1"],
  key: ["app", "kubernetes.io/os"],
  kind: ["Pod", "Deployment", "User", "ServiceAccount"],
  name: ["a", "b", "c"],
  namespace: ["fuzz", "default"],
  operator: ["In", "NotIn", "Exists", "DoesNotExist", "Equal", "Gt"],
  path: ["/", "/x", "a/b"],
  pattern: ["^a*$", "(a|b)+"],
  pathType: ["Prefix", "Exact"],
  policy: ["None", "Ignore"],
  protocol: ["TCP", "UDP", "SCTP"],
  resources: ["pods", "configmaps", "*"],
  rule: ["self == self", "size(self) > 1"],
  scope: ["Namespaced", "Cluster", "*"],
  type: ["string", "object", "array", "integer", "ClusterIP", "RollingUpdate", "Resource", "Ready", "Localhost"],
  verbs: ["get", "list", "*"],
};
const words = [
  "a",
  "x.y/z",
  "Always",
  "Never",
  "IfNotPresent",
  "IPv4",
  "True",
  "10.0.0.0/8",
  "10.0.0.1",
  "/dev/x",
  "Retain",
  "Delete",
  "Immediate",
  "v1",
  "*/5 * * * *",
  "Foreground",
  "ReadWriteOnce",
  "https://127.0.0.1:1/x",
];
const quantities = ["1", "0", "100m", "1Gi", "1.5", "-1", "1e3"];

/**
 * Some or all fields of a definition of `/openapi/v2`, with values of their types. `share`: the probability that an optional
 * field is there.
 */
export function filled(random, definitions, name, share) {
  return new Filler(random, definitions, share).definition(name, []);
}

class Filler {
  #random;
  #definitions;
  #share;

  constructor(random, definitions, share) {
    this.#random = random;
    this.#definitions = definitions;
    this.#share = share;
  }

  definition(name, outer) {
    const node = this.#definitions[name] ?? {};
    const short = name.slice(name.lastIndexOf(".") + 1);
    if (short === "Quantity") return this.#random.pick(quantities);
    if (short === "IntOrString") return this.#random.pick([1, "25%", "http", 0]);
    if (short === "JSON" || short.startsWith("JSONSchemaPropsOr") || short === "RawExtension")
      return outer.length > 4 ? true : anyValue(this.#random, 2);
    return this.#value(node, short, [...outer, name]);
  }

  #value(node, field, outer) {
    if (node.$ref !== undefined) {
      const name = node.$ref.slice(node.$ref.lastIndexOf("/") + 1);
      // Schemas contain schemas.
      if (outer.length > mostDepth || outer.filter((each) => each === name).length > 1) return {};
      return this.definition(name, outer);
    }
    switch (node.type) {
      case "string":
        if (node.format === "date-time") return "2026-01-01T00:00:00Z";
        if (node.format === "byte") return "Zg==";
        return this.#random.pick(Object.hasOwn(wordsByName, field) ? wordsByName[field] : words);
      case "integer":
      case "number":
        return this.#random.pick([0, 1, 1, 2, 80, 3600]);
      case "boolean":
        return this.#random.chance(0.5);
      case "array":
        return Array.from({ length: this.#random.pick([0, 1, 1, 2]) }, () =>
          this.#value(node.items ?? {}, field, outer),
        );
      case "object":
        return this.#object(node, outer);
      default:
        return node.properties === undefined ? anyValue(this.#random, 3) : this.#object(node, outer);
    }
  }

  #object({ properties, additionalProperties, required = [] }, outer) {
    const object = {};
    for (const [key, node] of Object.entries(properties ?? {})) {
      if (required.includes(key) || this.#random.chance(this.#share)) object[key] = this.#value(node, key, outer);
    }
    if (additionalProperties !== undefined)
      for (const key of ["app", "cpu"]) object[key] = this.#value(additionalProperties, "", outer);
    return object;
  }
}
