import { type Causes, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";

/** The signer of requests that named none, in the version before this one. */
export const legacySignerName = "kubernetes.io/legacy-unknown";

const longestDomain = 253;
const longestName = 571;

/** Checks the name of a signer: a domain and a path. Upstream: ValidateSignerName. */
export function checkSignerName(field: string, signerName: string, causes: Causes): void {
  if (signerName === "") {
    causes.required(field);
    return;
  }
  const [domain = "", path = "", ...others] = signerName.split("/");
  if (!signerName.includes("/") || others.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    causes.invalid(field, signerName, detail);
    return;
  }
  if (domain.length > longestDomain) causes.tooLong(field, longestDomain);
  const labels = domain.split(".");
  checkLabels({ field, segment: domain, labels, faultsOf: dns1123LabelFaults }, causes);
  if (labels.length < 2) {
    causes.invalid(field, domain, "should be a domain with at least two segments separated by dots");
  }
  checkLabels({ field, segment: path, labels: path.split("."), faultsOf: dns1123SubdomainFaults }, causes);
  if (signerName.length > longestName) causes.tooLong(field, longestName);
}

interface Segment {
  readonly field: string;
  readonly segment: string;
  readonly labels: readonly string[];
  readonly faultsOf: (label: string) => readonly string[];
}

/** The errors of the first label that has any. */
function checkLabels({ field, segment, labels, faultsOf }: Segment, causes: Causes): void {
  for (const label of labels) {
    const faults = faultsOf(label);
    if (faults.length === 0) continue;
    for (const fault of faults) causes.invalid(field, segment, `validating label ${JSON.stringify(label)}: ${fault}`);
    return;
  }
}
