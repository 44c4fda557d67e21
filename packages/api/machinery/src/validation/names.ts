const label1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1123WithUnderscore = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const subdomain1123WithUnderscore = `${label1123WithUnderscore}(\\.${label1123WithUnderscore})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${qualified})?`;
const wildcard1123 = `\\*\\.${subdomain1123}`;
const configMapKey = "[-._a-zA-Z0-9]+";
const cIdentifier = "[A-Za-z_][A-Za-z0-9_]*";
const httpHeader = "[-A-Za-z0-9]+";
const percent = "[0-9]+%";

const label1123Pattern = whole(label1123);
const subdomain1123Pattern = whole(subdomain1123);
const subdomain1123WithUnderscorePattern = whole(subdomain1123WithUnderscore);
const label1035Pattern = whole(label1035);
const qualifiedPattern = whole(qualified);
const labelValuePattern = whole(labelValue);
const wildcard1123Pattern = whole(wildcard1123);
const configMapKeyPattern = whole(configMapKey);
const cIdentifierPattern = whole(cIdentifier);
const httpHeaderPattern = whole(httpHeader);
const percentPattern = whole(percent);

const none: readonly string[] = Object.freeze([]);

/** A check of a string: its errors, with upstream's messages; empty if it is valid. */
export type TextCheck = (value: string) => readonly string[];

/** DNS-1123 label: at most 63 of a-z, 0-9 and `-`, with a letter or digit at both ends. */
export const dns1123LabelFaults: TextCheck = (value) => {
  const dots = value.includes(".") && value.length <= 4096 && subdomain1123Pattern.test(value);
  return faults(value, 63, { pattern: label1123Pattern, fault: dots ? "must not contain dots" : label1123Fault });
};

const label1123Fault = regexFault(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label1123,
  ["my-name", "123-abc"],
);

/** DNS-1123 subdomain: labels joined by dots, at most 253 characters. */
export const dns1123SubdomainFaults: TextCheck = (value) =>
  faults(value, 253, { pattern: subdomain1123Pattern, fault: subdomainFault });

const subdomainFault = regexFault(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomain1123,
  ["example.com"],
);

/** A DNS-1123 subdomain whose labels may contain underscores, as in search paths. */
export const dns1123SubdomainWithUnderscoreFaults: TextCheck = (value) =>
  faults(value, 253, { pattern: subdomain1123WithUnderscorePattern, fault: subdomainWithUnderscoreFault });

const subdomainWithUnderscoreFault = regexFault(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  subdomain1123WithUnderscore,
  ["example.com"],
);

/** DNS-1035 label: a DNS-1123 label that starts with a letter. */
export const dns1035LabelFaults: TextCheck = (value) =>
  faults(value, 63, { pattern: label1035Pattern, fault: label1035Fault });

const label1035Fault = regexFault(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  label1035,
  ["my-name", "abc-123"],
);

/** `*.` and a DNS-1123 subdomain. */
export const wildcardSubdomainFaults: TextCheck = (value) =>
  faults(value, 253, { pattern: wildcard1123Pattern, fault: wildcardFault });

const wildcardFault = regexFault(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  wildcard1123,
  ["*.example.com"],
);

const qualifiedFault = regexFault(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualified,
  ["MyName", "my.name", "123-abc"],
);

/**
 * A qualified name: an optional DNS prefix with a slash, and at most 63 characters; the format of label keys and finalizers.
 */
export const qualifiedNameFaults: TextCheck = (value) => {
  const parts = value.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name ${qualifiedFault} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const found: string[] = [];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === "") found.push("prefix part must be non-empty");
  else if (prefix !== undefined) found.push(...dns1123SubdomainFaults(prefix).map((fault) => `prefix part ${fault}`));
  if (name === "") found.push("name part must be non-empty");
  else if (name.length > 63) found.push("name part must be no more than 63 characters");
  if (!qualifiedPattern.test(name)) found.push(`name part ${qualifiedFault}`);
  return found;
};

const labelValueFault = regexFault(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelValue,
  ["MyValue", "my_value", "12345"],
);

/** The value of a label: empty, or like the name part of a qualified name. */
export const labelValueFaults: TextCheck = (value) =>
  faults(value, 63, { pattern: labelValuePattern, fault: labelValueFault });

/** A key of a ConfigMap or Secret: at most 253 letters, digits, `-`, `_` and `.`, without backsteps. */
export const configMapKeyFaults: TextCheck = (value) => {
  const found = faults(value, 253, { pattern: configMapKeyPattern, fault: configMapKeyFault });
  const upwards = value.startsWith(".") ? pathFault(value) : undefined;
  return upwards === undefined ? found : [...found, upwards];
};

function pathFault(key: string): string | undefined {
  if (key === ".") return "must not be '.'";
  if (key === "..") return "must not be '..'";
  return key.startsWith("..") ? "must not start with '..'" : undefined;
}

const configMapKeyFault = regexFault(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  configMapKey,
  ["key.name", "KEY_NAME", "key-name"],
);

/** An environment variable's name: printable ASCII without `=` (relaxed since Kubernetes 1.32). */
export const environmentVariableNameFaults: TextCheck = (value) => {
  if (value === "") return ["environment variable name must be non-empty"];
  if (/^[ -<>-~]+$/.test(value)) return none;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** The name of a port, in the format of IANA service names: at most 15 of a-z, 0-9 and `-`, with at least one letter. */
export const portNameFaults: TextCheck = (value) => {
  const found: string[] = [];
  if (value.length > 15) found.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(value)) found.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) found.push("must contain at least one letter (a-z)");
  if (value.includes("--")) found.push("must not contain consecutive hyphens");
  if (value.startsWith("-") || value.endsWith("-")) found.push("must not begin or end with a hyphen");
  return found;
};

/** The name of an HTTP header. */
export const httpHeaderNameFaults: TextCheck = (value) =>
  faults(value, Number.POSITIVE_INFINITY, { pattern: httpHeaderPattern, fault: httpHeaderFault });

const httpHeaderFault = regexFault("a valid HTTP header must consist of alphanumeric characters or '-'", httpHeader, [
  "X-Header-Name",
]);

/** An identifier of the C language. */
export const cIdentifierFaults: TextCheck = (value) =>
  faults(value, Number.POSITIVE_INFINITY, { pattern: cIdentifierPattern, fault: cIdentifierFault });

const cIdentifierFault = regexFault(
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  cIdentifier,
  ["my_name", "MY_NAME", "MyName"],
);

/** A percentage such as `25%`. */
export const percentFaults: TextCheck = (value) =>
  faults(value, Number.POSITIVE_INFINITY, { pattern: percentPattern, fault: percentFault });

const percentFault = regexFault("a valid percent string must be a numeric string followed by an ending '%'", percent, [
  "1%",
  "93%",
]);

/** A valid segment of a URL path: not `.` or `..`, and without `/` and `%`. */
export const pathSegmentFaults: TextCheck = (value) => {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return ["/", "%"].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
};

/** The format of a kind's names. */
export type NameFormat = "dns1123-subdomain" | "dns1123-label" | "dns1035-label" | "path-segment";

const nameChecks: Readonly<Record<NameFormat, TextCheck>> = {
  "dns1123-subdomain": dns1123SubdomainFaults,
  "dns1123-label": dns1123LabelFaults,
  "dns1035-label": dns1035LabelFaults,
  "path-segment": pathSegmentFaults,
};

/** The errors in an object's name. */
export function nameFaults(name: string, format: NameFormat): readonly string[] {
  return nameChecks[format](name);
}

/** As `nameFaults` for a `generateName`: it may end with a dash, because a suffix will follow. */
export function namePrefixFaults(prefix: string, format: NameFormat): readonly string[] {
  if (format === "path-segment") return pathSegmentFaults(prefix).filter((fault) => !fault.startsWith("may not be"));
  return nameChecks[format](prefix.length > 1 && prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix);
}

function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`);
}

function faults(
  value: string,
  maxLength: number,
  rule: { readonly pattern: RegExp; readonly fault: string },
): readonly string[] {
  const tooLong = value.length > maxLength;
  // The patterns backtrack, but only within a few hundred characters.
  const matches = value.length <= 4096 && rule.pattern.test(value);
  if (!tooLong && matches) return none;
  return [...(tooLong ? [`must be no more than ${maxLength} characters`] : []), ...(matches ? [] : [rule.fault])];
}

/** The message for a text that does not match a pattern. Upstream: RegexError. */
export function regexFault(text: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${text} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
