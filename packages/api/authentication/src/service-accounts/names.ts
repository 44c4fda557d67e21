import { dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";

const prefix = "system:serviceaccount:";

/** A ServiceAccount's namespace and name. */
export interface ServiceAccountName {
  /** A DNS label. */
  readonly namespace: string;
  /** A DNS subdomain. */
  readonly name: string;
}

/** The user name of a ServiceAccount. */
export function serviceAccountUser({ namespace, name }: ServiceAccountName): string {
  return `${prefix}${namespace}:${name}`;
}

/** The ServiceAccount of a user name; undefined if it is no ServiceAccount's (upstream: serviceaccount.SplitUsername). */
export function splitServiceAccountUser(user: string): ServiceAccountName | undefined {
  if (!user.startsWith(prefix)) return undefined;
  const [namespace = "", name = "", ...others] = user.slice(prefix.length).split(":");
  if (others.length > 0 || dns1123LabelFaults(namespace).length > 0 || dns1123SubdomainFaults(name).length > 0)
    return undefined;
  return { namespace, name };
}

/** The groups of the ServiceAccounts of a namespace. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}
