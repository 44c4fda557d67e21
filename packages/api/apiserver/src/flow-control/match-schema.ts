import type { FlowSchema, User } from "@engenho/core";
import type { RequestInfo } from "../request-info.js";

type Rule = NonNullable<NonNullable<FlowSchema["spec"]>["rules"]>[number];
type ResourceRule = NonNullable<Rule["resourceRules"]>[number];
type PathRule = NonNullable<Rule["nonResourceRules"]>[number];

/** The fields of a request that FlowSchemas match. */
export type ClassifiedInfo = Pick<
  RequestInfo,
  "isResource" | "verb" | "group" | "namespace" | "resource" | "subresource" | "path"
>;

/** Whether a FlowSchema matches a request of a certain user. */
export type MatchesRequest = (info: ClassifiedInfo) => boolean;

/**
 * Compiles the rules of a FlowSchema (upstream: flowcontrol/rule.go) to a function of the user, which returns undefined
 * if none of the user's requests match.
 */
export function compileSchema({ spec }: FlowSchema): (user: User) => MatchesRequest | undefined {
  const rules = (spec?.rules ?? []).map(({ subjects, ...rule }) => ({
    isSubject: compileSubjects(subjects),
    matches: compileRule(rule),
  }));
  return (user) => {
    const [first, ...more] = rules.filter(({ isSubject }) => isSubject(user)).map(({ matches }) => matches);
    if (first === undefined || more.length === 0) return first;
    return (info) => first(info) || more.some((matches) => matches(info));
  };
}

function compileRule({ resourceRules = [], nonResourceRules = [] }: Omit<Rule, "subjects">): MatchesRequest {
  const resources = resourceRules.map(compileResourceRule);
  const paths = nonResourceRules.map(compilePathRule);
  return (info) => {
    for (const matches of info.isResource ? resources : paths) if (matches(info)) return true;
    return false;
  };
}

const accountPrefix = "system:serviceaccount:";

function compileSubjects(subjects: Rule["subjects"]): (user: User) => boolean {
  const names = new Set<string>();
  const groups = new Set<string>();
  /** Prefixes of user names, for all ServiceAccounts of a namespace. */
  const prefixes: string[] = [];
  let everybody = false;
  for (const { kind, user, group, serviceAccount } of subjects) {
    const name = kind === "User" ? user?.name : kind === "Group" ? group?.name : undefined;
    if (name === "*") everybody = true;
    else if (kind === "User" && name !== undefined) names.add(name);
    else if (kind === "Group" && name !== undefined) groups.add(name);
    else if (kind === "ServiceAccount" && serviceAccount !== undefined) {
      const prefix = `${accountPrefix}${serviceAccount.namespace ?? ""}:`;
      if (serviceAccount.name === "*") prefixes.push(prefix);
      else names.add(prefix + (serviceAccount.name ?? ""));
    }
  }
  if (everybody) return () => true;
  return ({ name, groups: ofUser = [] }) =>
    (groups.size > 0 && ofUser.some((group) => groups.has(group))) ||
    names.has(name) ||
    prefixes.some((prefix) => name.startsWith(prefix));
}

/** A predicate for the members of a list, or for everything if the list is the wildcard alone. */
function compileList(list: readonly string[] | undefined = []): (value: string) => boolean {
  const [only] = list;
  if (list.length === 1) return only === "*" ? () => true : (value) => value === only;
  const members = new Set(list);
  return (value) => members.has(value);
}

function compileResourceRule(rule: ResourceRule): (info: ClassifiedInfo) => boolean {
  const verbs = compileList(rule.verbs);
  const groups = compileList(rule.apiGroups);
  const resources = compileList(rule.resources);
  const namespaces = compileList(rule.namespaces);
  const clusterScope = rule.clusterScope === true;
  return ({ verb, group, resource, subresource, namespace }) =>
    verbs(verb) &&
    groups(group) &&
    resources(subresource === "" ? resource : `${resource}/${subresource}`) &&
    (namespace === "" ? clusterScope : namespaces(namespace));
}

function compilePathRule({ verbs: ofRule, nonResourceURLs = [] }: PathRule): (info: ClassifiedInfo) => boolean {
  const verbs = compileList(ofRule);
  const any = nonResourceURLs.includes("*");
  const exact = new Set(nonResourceURLs);
  const prefixes = nonResourceURLs.map((url) => {
    const prefix = url.endsWith("*") ? url.slice(0, -1) : url;
    return prefix.endsWith("/") ? prefix : `${prefix}/`;
  });
  return ({ verb, path }) =>
    verbs(verb) && (any || exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix)));
}
