import {
  type ClusterRole,
  type ClusterRoleBinding,
  type Role,
  type RoleBinding,
  StoreError,
  type User,
} from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  type AuthorizationAttributes,
  type Authorizer,
  changesOnlyGarbageCollection,
  type WithObject,
} from "@engenho/registry";
import { type Binding, type RoleReference, roleOf } from "../rbac/role-source.js";
import { uncovered } from "../rbac/rule-coverage.js";
import type { PolicyRule } from "../rbac/rule-matching.js";
import { allRules, missingRolesText } from "../rbac/rules-of-user.js";
import { compactRules, compactText, quotedList } from "./compact-rules.js";
import { storedRoles, storedRules } from "./stored-roles.js";

/** A write of a role or binding by a user. */
type UserWrite = AdmissionRequest & WithObject & { readonly user: User };

/** The dependencies of the checks. */
interface Asked {
  readonly context: AdmissionContext;
  readonly authorizer: Authorizer;
}

const group = "rbac.authorization.k8s.io";

/** The rules that a user must have to set an aggregation rule. */
const fullAuthority: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** Throws StoreError `Forbidden` for a write that grants more than its user has, and `NotFound` for a binding to a missing role. */
export async function checkEscalation(write: UserWrite, asked: Asked): Promise<void> {
  if (write.operation === "UPDATE" && changesOnlyGarbageCollection(write.object, write.oldObject)) return;
  const { kind } = write.resource.stored;
  if (kind === "Role" || kind === "ClusterRole") await checkRole(write, asked);
  else await checkBinding(write, asked);
}

async function checkRole(write: UserWrite, asked: Asked): Promise<void> {
  const { plural } = write.resource.definition;
  // A creation has no name in its path.
  const name = write.operation === "UPDATE" ? write.name : "";
  if (await mayDo("escalate", { plural, name }, write, asked)) return;
  const role = write.object as Role | ClusterRole;
  const fault = await grantFault(write, asked, role.rules ?? []);
  if (fault !== undefined) throw forbidden(write, fault);
  if (!isAggregated(role) && !isAggregated(write.oldObject)) return;
  if ((await grantFault(write, asked, fullAuthority)) === undefined) return;
  throw forbidden(write, "must have cluster-admin privileges to use the aggregationRule");
}

async function checkBinding(write: UserWrite, asked: Asked): Promise<void> {
  const role = roleOf(write.object as Binding);
  const plural = pluralOf(role.kind);
  if (plural !== undefined && (await mayDo("bind", { plural, name: role.name }, write, asked))) return;
  const rules = await storedRules(asked.context, role, write.namespace);
  if (rules === undefined) throw missingRole(role);
  const fault = await grantFault(write, asked, rules);
  if (fault !== undefined) throw forbidden(write, fault);
}

/** Whether the authorizer allows the verb on a role, in the namespace of the write. */
async function mayDo(
  verb: "escalate" | "bind",
  { plural, name }: { readonly plural: string; readonly name: string },
  { user, namespace, object }: UserWrite,
  { authorizer }: Asked,
): Promise<boolean> {
  // The group of the reference, which validation restricts.
  const referred = verb === "bind" ? (object as RoleBinding | ClusterRoleBinding).roleRef?.apiGroup : group;
  const attributes: AuthorizationAttributes = {
    ...{ user, verb, isResource: true, namespace, group: referred ?? "", version: "*", resource: plural },
    ...{ subresource: "", name, path: "", fieldSelector: undefined, labelSelector: undefined },
  };
  try {
    return (await authorizer.authorize(attributes)).decision === "Allow";
  } catch {
    return false;
  }
}

/** Why the user may not grant these rules; undefined if they have them all (upstream: ConfirmNoEscalation). */
async function grantFault(
  { user, namespace }: UserWrite,
  { context }: Asked,
  rules: readonly PolicyRule[],
): Promise<string | undefined> {
  const source = await storedRoles(context, user, namespace);
  const owned = allRules(source, { user, namespace });
  const missing = uncovered(owned.rules, rules);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compactRules(missing).map(compactText))].sort();
  const who = `user ${goQuote(user.name)} (groups=${quotedList(user.groups ?? [])})`;
  const unresolved = missingRolesText(owned.missing, (kind) => pluralOf(kind) ?? kind);
  const errors = unresolved === "" ? "" : `; resolution errors: [${unresolved}]`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}${errors}`;
}

function pluralOf(kind: string): string | undefined {
  return kind === "Role" || kind === "ClusterRole" ? `${kind.toLowerCase()}s` : undefined;
}

function forbidden({ resource, object }: UserWrite, reason: string): StoreError {
  const { plural } = resource.definition;
  const { name = "" } = object.metadata;
  const subject = `${plural}.${group}${name === "" ? "" : ` ${goQuote(name)}`}`;
  return new StoreError("Forbidden", `${subject} is forbidden: ${reason}`, { details: { name, group, kind: plural } });
}

function missingRole({ kind, name }: RoleReference): StoreError {
  const plural = pluralOf(kind);
  if (plural === undefined) {
    return new StoreError("InternalError", `unsupported role reference kind: ${goQuote(kind)}`);
  }
  const message = `${plural}.${group} ${goQuote(name)} not found`;
  return new StoreError("NotFound", message, { details: { name, group, kind: plural } });
}

function isAggregated(role: object | undefined): boolean {
  return ((role as ClusterRole | undefined)?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
}
