import type { Causes } from "./causes.js";
import { dns1123SubdomainFaults } from "./names.js";

const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPathPattern = new RegExp(`^${httpPath}$`);

/** Checks that a text consists of a domain, a slash and a path, such as `acme.io/foo`. Upstream: IsDomainPrefixedPath. */
export function checkDomainPrefixedPath(text: string, field: string, causes: Causes): void {
  if (text === "") {
    causes.required(field);
    return;
  }
  const slash = text.indexOf("/");
  const path = text.slice(slash + 1);
  if (slash <= 0 || path === "") {
    causes.invalid(field, text, 'must be a domain-prefixed path (such as "acme.io/foo")');
    return;
  }
  const host = text.slice(0, slash);
  causes.invalidEach(field, host, dns1123SubdomainFaults(host));
  if (!httpPathPattern.test(path)) {
    causes.invalid(field, path, `Invalid path (regex used for validation is '${httpPath}')`);
  }
}
