import { byteLength, type Causes, cIdentifierFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkDriver } from "../pod-template/spec/storage-sources.js";

const maxPoolName = 253;
const maxIdentifier = 32;

/** Checks the name of a pool: subdomains separated by `/`. Upstream: validatePoolName. */
export function checkPoolName(name: string, path: string, causes: Causes): void {
  if (name === "") {
    causes.required(path);
    return;
  }
  if (byteLength(name) > maxPoolName) causes.tooLong(path, maxPoolName);
  for (const part of name.split("/")) causes.invalidEach(path, part, dns1123SubdomainFaults(part));
}

/** Checks the name of an attribute or a capacity: an identifier, or a domain and an identifier. Upstream: validateQualifiedName. */
export function checkQualifiedName(name: string, path: string, causes: Causes): void {
  const [first = "", second, ...rest] = name.split("/");
  if (second === undefined) checkIdentifier(first, path, causes);
  else if (rest.length === 0) {
    if (first === "") causes.invalid(path, "", "the domain must not be empty");
    else checkDriver(first, path, causes);
    if (second === "") causes.invalid(path, "", "the name must not be empty");
    else checkIdentifier(second, path, causes);
  }
}

/** As {@link checkQualifiedName}, with a domain. Upstream: validateFullyQualifiedName. */
export function checkFullyQualifiedName(name: string, path: string, causes: Causes): void {
  checkQualifiedName(name, path, causes);
  if (name.includes("/")) return;
  causes.invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
}

function checkIdentifier(text: string, path: string, causes: Causes): void {
  if (byteLength(text) > maxIdentifier) causes.tooLong(path, maxIdentifier);
  causes.invalidEach(path, text, cIdentifierFaults(text));
}
