import { errorMessage } from "@engenho/core";
import { isJsonObject, type JsonObject } from "@engenho/machinery";

/** One line of a policy file, with the names of abac.authorization.kubernetes.io/v1beta1; an empty text matches nothing. */
export interface AbacPolicy {
  /** `*` is every user. */
  readonly user: string;
  /** `*` is every group. */
  readonly group: string;
  /** Whether it allows only get, list and watch. */
  readonly readonly: boolean;
  /** `*` is every group. */
  readonly apiGroup: string;
  /** A plural; `*` is every resource. */
  readonly resource: string;
  /** `*` is every namespace. */
  readonly namespace: string;
  /** `*` at the end stands for any rest. */
  readonly nonResourcePath: string;
}

/** The group of authenticated users. */
const authenticatedGroup = "system:authenticated";
const apiVersions: readonly unknown[] = ["abac.authorization.kubernetes.io/v1beta1"];
const oldApiVersions: readonly unknown[] = ["abac.authorization.kubernetes.io/v0"];

/**
 * The policies of a file: one JSON object a line, empty lines and those that begin with `#` are skipped (upstream: abac.NewFromFile).
 * Lines without apiVersion and kind are of version v0. Throws Error with the file and the line.
 */
export function parseAbacPolicies(text: string, file: string): readonly AbacPolicy[] {
  const policies: AbacPolicy[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    try {
      policies.push(policyOf(JSON.parse(trimmed)));
    } catch (error) {
      throw new Error(`error reading policy file ${file}, line ${index + 1}: ${trimmed}: ${errorMessage(error)}`);
    }
  }
  return policies;
}

function policyOf(value: unknown): AbacPolicy {
  if (!isJsonObject(value)) throw new Error("it is not a JSON object");
  const { apiVersion, kind } = value;
  if (apiVersion === undefined || kind === undefined) return oldPolicy(value);
  if (kind === "Policy" && oldApiVersions.includes(apiVersion)) return oldPolicy(value);
  if (kind !== "Policy" || !apiVersions.includes(apiVersion)) {
    throw new Error(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  }
  const spec = isJsonObject(value.spec) ? value.spec : {};
  const own = textOf(spec);
  const user = own("user");
  const group = own("group");
  return {
    user,
    group: user === "*" || group === "*" ? authenticatedGroup : group,
    readonly: flagOf(spec),
    apiGroup: own("apiGroup"),
    resource: own("resource"),
    namespace: own("namespace"),
    nonResourcePath: own("nonResourcePath"),
  };
}

/** In version v0 absent fields match everything. */
function oldPolicy(value: JsonObject): AbacPolicy {
  const own = textOf(value);
  const [user, group, namespace, resource] = [own("user"), own("group"), own("namespace"), own("resource")];
  const isAnybody = (user === "" && group === "") || user === "*" || group === "*";
  return {
    user,
    group: isAnybody ? authenticatedGroup : group,
    readonly: flagOf(value),
    apiGroup: "*",
    resource: resource || "*",
    namespace: namespace || "*",
    nonResourcePath: namespace === "" && resource === "" ? "*" : "",
  };
}

function textOf(fields: JsonObject): (name: string) => string {
  return (name) => {
    const value = fields[name] ?? "";
    if (typeof value !== "string") throw new Error(`${name} must be a string`);
    return value;
  };
}

function flagOf({ readonly: value = false }: JsonObject): boolean {
  if (typeof value !== "boolean") throw new Error("readonly must be true or false");
  return value;
}
