import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, rbacV1 } from "@engenho/core";
import { controllerRoleText } from "./controller-role-text.js";
import { clusterRoleBindingText, clusterRoleText, roleBindingText, roleText } from "./policy-text.js";

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1` as const;
const controllerPrefix = "system:controller:";

/** Allows reconciliation at each start; `"false"` on a stored object forbids it. */
export const autoUpdateAnnotation = "rbac.authorization.kubernetes.io/autoupdate";

const annotations = { [autoUpdateAnnotation]: "true" };
const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };

/** The bootstrap roles and bindings, which exist in every cluster. */
export interface BootstrapPolicy {
  /** Those of users, of components and of the controllers (`system:controller:...`). */
  readonly clusterRoles: readonly ClusterRole[];
  /** Bindings of ClusterRoles in all namespaces, one of them for each controller. */
  readonly clusterRoleBindings: readonly ClusterRoleBinding[];
  /** Roles in `kube-system` and `kube-public`. */
  readonly roles: readonly Role[];
  /** Bindings of these Roles, in the same namespaces. */
  readonly roleBindings: readonly RoleBinding[];
}

/**
 * The roles and bindings that kube-apiserver 1.34 creates at its start (upstream: bootstrappolicy), complete but for what a
 * store sets. `aggregated`: the aggregated ClusterRoles have the rules that the aggregation controller would give them.
 */
export function bootstrapPolicy({ aggregated = false } = {}): BootstrapPolicy {
  const rules = new Rules();
  const controllers = blocksOf(controllerRoleText);
  const clusterRoles = [
    ...blocksOf(clusterRoleText).map((block) => clusterRoleOf(block, rules)),
    ...controllers.map(({ head, lines }) => clusterRoleOf({ head: `${controllerPrefix}${head}`, lines }, rules)),
  ];
  return {
    clusterRoles: aggregated ? clusterRoles.map((role) => withAggregatedRules(role, clusterRoles)) : clusterRoles,
    clusterRoleBindings: [
      ...linesOf(clusterRoleBindingText).map(clusterRoleBindingOf),
      ...controllers.map(({ head }) =>
        clusterRoleBinding(`${controllerPrefix}${head}`, {
          subjects: [{ kind: "ServiceAccount", name: head, namespace: "kube-system" }],
        }),
      ),
    ],
    roles: blocksOf(roleText).map((block) => roleOf(block, rules)),
    roleBindings: linesOf(roleBindingText).map(roleBindingOf),
  };
}

interface Block {
  readonly head: string;
  readonly lines: readonly string[];
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { head: string; lines: string[] }[] = [];
  for (const line of linesOf(text)) {
    if (line.startsWith(" ")) blocks.at(-1)?.lines.push(line.trim());
    else blocks.push({ head: line, lines: [] });
  }
  return blocks;
}

function clusterRoleOf({ head, lines }: Block, rules: Rules): ClusterRole {
  const [name = "", ...marks] = head.split(" ");
  const aggregated = afterMark(marks, "<");
  const aggregateTo = afterMark(marks, ">");
  return {
    apiVersion,
    kind: "ClusterRole",
    metadata: {
      name,
      labels: aggregateTo === undefined ? labels : { ...labels, [aggregationLabel(aggregateTo)]: "true" },
      annotations,
    },
    ...(lines.length === 0 ? {} : { rules: rules.of(lines) }),
    ...(aggregated === undefined
      ? {}
      : {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregationLabel(aggregated)]: "true" } }] },
        }),
  };
}

/** Aggregation has no cycles. */
function withAggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): ClusterRole {
  const [selector] = role.aggregationRule?.clusterRoleSelectors ?? [];
  if (selector === undefined) return role;
  const [label = ""] = Object.keys(selector.matchLabels ?? {});
  const parts = all
    .filter(({ metadata }) => metadata.labels?.[label] === "true")
    .map((part) => withAggregatedRules(part, all));
  return { ...role, rules: parts.flatMap(({ rules = [] }) => rules) };
}

function afterMark(marks: readonly string[], mark: string): string | undefined {
  const index = marks.indexOf(mark);
  return index < 0 ? undefined : marks[index + 1];
}

function aggregationLabel(name: string): string {
  return `${group}/aggregate-to-${name}`;
}

function roleOf({ head, lines }: Block, rules: Rules): Role {
  return { apiVersion, kind: "Role", metadata: namespaced(head), rules: rules.of(lines) };
}

function namespaced(key: string) {
  const [namespace = "", name = ""] = key.split("/");
  return { name, namespace, labels, annotations };
}

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];
const verbLists: ReadonlyMap<string, readonly string[]> = new Map([
  ["read", read],
  ["write", write],
  ["all", [...read, ...write].sort()],
]);
const core = [""];
const eventsRule = "create,patch,update ,events.k8s.io: events";

/** Parses the rules of lines; equal lines share one rule. */
class Rules {
  readonly #known = new Map<string, rbacV1.PolicyRule>();

  of(lines: readonly string[]): readonly rbacV1.PolicyRule[] {
    return lines.map((line) => {
      let rule = this.#known.get(line);
      if (rule === undefined) {
        rule = ruleOf(line);
        this.#known.set(line, rule);
      }
      return rule;
    });
  }
}

function ruleOf(line: string): rbacV1.PolicyRule {
  const [head = "", rest = ""] = (line === "events" ? eventsRule : line).split(": ");
  const [verbText = "", groupText] = head.split(" ");
  const verbs = verbLists.get(verbText) ?? verbText.split(",");
  if (groupText === undefined && /^[*/]/.test(rest)) return { verbs, nonResourceURLs: rest.split(" ") };
  const [resources = "", names] = rest.split(" [");
  const apiGroups = groupText === undefined ? core : groupText.split(",");
  const rule = { verbs, apiGroups, resources: resources.split(" ") };
  return names === undefined ? rule : { ...rule, resourceNames: names.slice(0, -1).split(" ") };
}

function clusterRoleBindingOf(line: string): ClusterRoleBinding {
  const [name = "", subjects = ""] = line.split(/ to ?/);
  return clusterRoleBinding(name, subjectsOf(subjects));
}

function clusterRoleBinding(name: string, subjects: Pick<ClusterRoleBinding, "subjects">): ClusterRoleBinding {
  const roleRef = { apiGroup: group, kind: "ClusterRole", name };
  return { apiVersion, kind: "ClusterRoleBinding", metadata: { name, labels, annotations }, ...subjects, roleRef };
}

function roleBindingOf(line: string): RoleBinding {
  const [head = "", subjects = ""] = line.split(/ to ?/);
  const [key = "", role] = head.split(" = ");
  const metadata = namespaced(key);
  return {
    apiVersion,
    kind: "RoleBinding",
    metadata,
    ...subjectsOf(subjects),
    roleRef: { apiGroup: group, kind: "Role", name: role ?? metadata.name },
  };
}

function subjectsOf(text: string): { readonly subjects?: readonly rbacV1.Subject[] } {
  return text === "" ? {} : { subjects: text.split(", ").map(subjectOf) };
}

function subjectOf(text: string): rbacV1.Subject {
  const [kind, name = ""] = text.split(" ");
  if (kind === "account") {
    const [namespace = "", account = ""] = name.split("/");
    return { kind: "ServiceAccount", name: account, namespace };
  }
  return { kind: kind === "user" ? "User" : "Group", apiGroup: group, name };
}
