import type { certificatesV1beta1, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { byteLength, Causes, dns1123SubdomainFaults, namePrefixFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { type PemBlock, pemBlocks, readCertificates } from "@engenho/x509";
import { checkSignerName } from "../../../certificates/certificate-signing-request/signer-name.js";

interface Bundle extends KubernetesObject {
  readonly spec?: Partial<certificatesV1beta1.ClusterTrustBundleSpec>;
}

const longestBundle = 1024 * 1024;
const omitted = "<value omitted>";
const path = "spec.trustBundle";

/** ClusterTrustBundle (upstream: pkg/registry/certificates/clustertrustbundle). */
export const clusterTrustBundleStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  // The names of bundles of signers have colons.
  nameFormat: "path-segment",
  nameFaults,
  validateCreate: (bundle: Bundle) => validate(bundle, undefined),
  validateUpdate: (next: Bundle, current: Stored) => validate(next, current as Bundle),
};

/** Upstream: ValidateClusterTrustBundleName. */
function nameFaults(name: string, bundle: Bundle): readonly string[] {
  const { signerName = "" } = bundle.spec ?? {};
  const isPrefix = name === bundle.metadata.generateName && name !== bundle.metadata.name;
  const faultsOf = (rest: string) =>
    isPrefix ? namePrefixFaults(rest, "dns1123-subdomain") : dns1123SubdomainFaults(rest);
  if (signerName === "") {
    return name.includes(":")
      ? ['ClusterTrustBundle without signer name must not have ":" in its name']
      : faultsOf(name);
  }
  const prefix = `${signerName.replaceAll("/", ":")}:`;
  if (!name.startsWith(prefix)) {
    return [`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${prefix}`];
  }
  return faultsOf(name.slice(prefix.length));
}

/** Upstream: ValidateClusterTrustBundle and ValidateClusterTrustBundleUpdate. A bundle that does not change is not parsed again. */
function validate({ spec = {} }: Bundle, current: Bundle | undefined): readonly StatusCause[] {
  const causes = new Causes();
  const { signerName = "", trustBundle = "" } = spec;
  if (signerName !== "") checkSignerName("spec.signerName", signerName, causes);
  if (current === undefined || trustBundle !== (current.spec?.trustBundle ?? "")) checkAnchors(trustBundle, causes);
  if (current !== undefined && signerName !== (current.spec?.signerName ?? "")) {
    causes.invalid("spec.signerName", signerName, "field is immutable");
  }
  return causes.list;
}

/** Upstream: validateTrustBundle. */
function checkAnchors(bundle: string, causes: Causes): void {
  if (byteLength(bundle) > longestBundle) {
    causes.tooLong(path, longestBundle);
    return;
  }
  const faults: string[] = [];
  const anchors = new Map<string, number[]>();
  let index = 0;
  for (const block of pemBlocks(bundle)) {
    const fault = faultOf(block);
    if (fault !== undefined) faults.push(`entry ${index} ${fault}`);
    else {
      const key = new TextDecoder("latin1").decode(block.bytes);
      anchors.set(key, [...(anchors.get(key) ?? []), index]);
    }
    index++;
  }
  causes.invalidEach(path, omitted, faults);
  if (faults.length > 0) return;
  if (anchors.size === 0) causes.invalid(path, omitted, "at least one trust anchor must be provided");
  for (const places of anchors.values()) {
    if (places.length > 1) causes.invalid(path, omitted, `duplicate trust anchor (indices [${places.join(" ")}])`);
  }
}

/** The error of a block, without its position; undefined for the certificate of an authority. */
function faultOf({ type, hasHeaders, bytes }: PemBlock): string | undefined {
  if (type !== "CERTIFICATE") return `has bad block type: ${type}`;
  if (hasHeaders) return "has PEM block headers";
  try {
    const [certificate, ...others] = readCertificates(bytes);
    if (certificate === undefined || others.length > 0) return "does not parse as X.509";
    return certificate.isCa ? undefined : "does not have the CA bit set";
  } catch {
    return "does not parse as X.509";
  }
}
