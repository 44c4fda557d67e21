import type { PodSpec } from "@engenho/core";
import { type Causes, checkLabelSelector, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkSignerName } from "../../certificates/certificate-signing-request/signer-name.js";
import { checkLocalPath } from "./volume-paths.js";

type Volume = NonNullable<PodSpec["volumes"]>[number];
type Projection = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** Where the causes go, and what is told of each file. */
interface Files {
  readonly causes: Causes;
  readonly take: (file: string, owner: string) => void;
}

/** The sources behind the gates ClusterTrustBundleProjection and PodCertificateRequest (upstream: validateProjectionSources). */
export function checkCredentialSources(projection: Projection, at: string, files: Files): void {
  if (projection.clusterTrustBundle !== undefined) {
    checkTrustBundle(projection.clusterTrustBundle, `${at}.clusterTrustBundle`, files);
  }
  if (projection.podCertificate !== undefined) {
    checkCertificate(projection.podCertificate, `${at}.podCertificate`, files);
  }
}

function checkTrustBundle(
  bundle: NonNullable<Projection["clusterTrustBundle"]>,
  at: string,
  { causes, take }: Files,
): void {
  const { name, signerName, labelSelector, path: file = "" } = bundle;
  if (name !== undefined && signerName !== undefined) {
    causes.invalid(at, bundle, "only one of name and signerName may be used");
  } else if (name !== undefined) {
    if (name === "") causes.required(`${at}.name`, "must be a valid object name");
    const faults = dns1123SubdomainFaults(name.slice(name.lastIndexOf(":") + 1));
    for (const fault of faults) causes.invalid(`${at}.name`, name, `not a valid clustertrustbundlename: ${fault}`);
    if (labelSelector !== undefined) {
      causes.invalid(`${at}.labelSelector`, labelSelector, "labelSelector must be unset if name is specified");
    }
  } else if (signerName !== undefined) {
    if (signerName === "") causes.required(`${at}.signerName`, "must be a valid signer name");
    checkSignerName(`${at}.signerName`, signerName, causes);
    if (labelSelector !== undefined) checkLabelSelector(labelSelector, `${at}.labelSelector`, causes);
  } else causes.required(at, "either name or signerName must be specified");
  if (file === "") causes.required(`${at}.path`);
  else checkLocalPath(file, `${at}.path`, causes);
  take(file, file);
}

const keyTypes = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];
const shortestSeconds = 3600;
const daySeconds = 24 * 60 * 60;

function checkCertificate(
  certificate: NonNullable<Projection["podCertificate"]>,
  at: string,
  { causes, take }: Files,
): void {
  const { signerName = "", keyType = "", maxExpirationSeconds: seconds } = certificate;
  checkSignerName(`${at}.signerName`, signerName, causes);
  if (!keyTypes.includes(keyType)) causes.notSupported(`${at}.keyType`, keyType, keyTypes);
  if (seconds !== undefined) {
    const longest = (signerName.startsWith("kubernetes.io/") ? 1 : 91) * daySeconds;
    const detail = (bound: string) => `if provided, maxExpirationSeconds must be ${bound}`;
    if (seconds < shortestSeconds) {
      causes.invalid(`${at}.maxExpirationSeconds`, seconds, detail(`>= ${shortestSeconds}`));
    }
    if (seconds > longest) causes.invalid(`${at}.maxExpirationSeconds`, seconds, detail(`<= ${longest}`));
  }
  const files = (["credentialBundlePath", "keyPath", "certificateChainPath"] as const).filter(
    (field) => (certificate[field] ?? "") !== "",
  );
  for (const field of files) {
    const file = certificate[field] ?? "";
    checkLocalPath(file, `${at}.${field}`, causes);
    take(file, file);
  }
  if (files.length > 0) return;
  causes.required(at, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
}
