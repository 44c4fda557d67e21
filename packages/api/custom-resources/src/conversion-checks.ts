import { type Causes, dns1035LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { caBundleFault } from "./ca-bundle.js";
import type { DefinitionConversion } from "./definition.js";
import { parseGoUrl } from "./go-url.js";

const accepted = ["v1", "v1beta1"];
const path = "spec.conversion";
const urlForm = "; desired format: https://host[/path]";
type ClientConfig = NonNullable<NonNullable<DefinitionConversion["webhook"]>["clientConfig"]>;

/** Errors of the stored definition that an update may keep. */
export interface ConversionLeniency {
  /** It is not Established yet, or its CA bundle is already invalid. */
  readonly allowBrokenBundle: boolean;
  /** None of its conversionReviewVersions is known. */
  readonly allowUnknownReviews: boolean;
}

/** Validates `spec.conversion` (upstream: validateCustomResourceConversion, whose paths are those of the internal version). */
export function checkConversion(
  conversion: DefinitionConversion | undefined,
  { allowBrokenBundle, allowUnknownReviews }: ConversionLeniency,
  causes: Causes,
): void {
  if (conversion === undefined) return;
  const { strategy = "", webhook } = conversion;
  if (strategy === "") causes.required(`${path}.strategy`);
  else if (strategy !== "None" && strategy !== "Webhook") {
    causes.notSupported(`${path}.strategy`, strategy, ["None", "Webhook"]);
  }
  const { clientConfig, conversionReviewVersions = [] } = webhook ?? {};
  if (strategy !== "Webhook") {
    const detail = "should not be set when strategy is not set to Webhook";
    if (clientConfig !== undefined) causes.forbidden(`${path}.webhookClientConfig`, detail);
    if (conversionReviewVersions.length > 0) causes.forbidden(`${path}.conversionReviewVersions`, detail);
    return;
  }
  if (clientConfig === undefined) {
    causes.required(`${path}.webhookClientConfig`, "required when strategy is set to Webhook");
  } else {
    checkClient(clientConfig, causes);
    checkBundle(clientConfig, allowBrokenBundle, causes);
  }
  checkReviewVersions(conversionReviewVersions, allowUnknownReviews, causes);
}

/** Whether there is a CA bundle and it is invalid. */
export function hasBrokenBundle(conversion: DefinitionConversion | undefined): boolean {
  const { caBundle = "" } = conversion?.webhook?.clientConfig ?? {};
  return caBundle !== "" && caBundleFault(caBundle) !== undefined;
}

/** Whether there are conversionReviewVersions, none of which is known. */
export function hasUnknownReviews(conversion: DefinitionConversion | undefined): boolean {
  const { conversionReviewVersions: versions = [] } = conversion?.webhook ?? {};
  return versions.length > 0 && !versions.some((version) => accepted.includes(version));
}

function checkClient({ url, service }: ClientConfig, causes: Causes): void {
  const at = `${path}.webhookClientConfig`;
  if ((url === undefined) === (service === undefined)) {
    causes.required(at, "exactly one of url or service is required");
  } else if (url !== undefined) checkUrl(url, `${at}.url`, causes);
  else if (service !== undefined) checkService(service, `${at}.service`, causes);
}

function checkUrl(text: string, at: string, causes: Causes): void {
  const url = parseGoUrl(text);
  if ("fault" in url) {
    causes.required(at, `url must be a valid URL: ${url.fault}${urlForm}`);
    return;
  }
  const { scheme, host, user, fragment, query } = url;
  if (scheme !== "https") causes.invalid(at, scheme, `'https' is the only allowed URL scheme${urlForm}`);
  if (host === "") causes.invalid(at, host, `host must be specified${urlForm}`);
  if (user !== undefined) causes.invalid(at, user, "user information is not permitted in the URL");
  if (fragment !== "") causes.invalid(at, fragment, "fragments are not permitted in the URL");
  if (query !== "") causes.invalid(at, query, "query parameters are not permitted in the URL");
}

/** Upstream passes name and namespace in the wrong order: for a missing one it reports the other. */
function checkService(service: NonNullable<ClientConfig["service"]>, at: string, causes: Causes): void {
  const { name = "", namespace = "", path: urlPath = "", port = 443 } = service;
  if (namespace === "") causes.required(`${at}.name`);
  if (name === "") causes.required(`${at}.namespace`);
  if (port < 1 || port > 65_535) {
    causes.invalid(`${at}.port`, port, "port is not valid: must be between 1 and 65535, inclusive");
  }
  if (urlPath !== "" && urlPath !== "/") checkPath(urlPath, `${at}.path`, causes);
}

function checkPath(urlPath: string, at: string, causes: Causes): void {
  if (urlPath === "//") {
    causes.invalid(at, urlPath, "segment[0] may not be empty");
    return;
  }
  if (!urlPath.startsWith("/")) causes.invalid(at, urlPath, "must start with a '/'");
  const steps = urlPath.slice(1).replace(/\/$/, "").split("/");
  for (const [index, step] of steps.entries()) {
    if (step === "") causes.invalid(at, urlPath, `segment[${index}] may not be empty`);
    else for (const fault of dns1123SubdomainFaults(step)) causes.invalid(at, urlPath, `segment[${index}]: ${fault}`);
  }
}

function checkBundle({ caBundle = "" }: ClientConfig, allowBroken: boolean, causes: Causes): void {
  const fault = caBundle === "" || allowBroken ? undefined : caBundleFault(caBundle);
  if (fault !== undefined) causes.invalid(`${path}.webhookClientConfig.caBundle`, caBundle, fault);
}

function checkReviewVersions(versions: readonly string[], allowUnknown: boolean, causes: Causes): void {
  const at = `${path}.conversionReviewVersions`;
  if (versions.length === 0) {
    causes.required(at);
    return;
  }
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) {
      causes.invalid(`${at}[${index}]`, version, "duplicate version");
      continue;
    }
    seen.add(version);
    causes.invalidEach(`${at}[${index}]`, version, dns1035LabelFaults(version));
  }
  if (!allowUnknown && !versions.some((version) => accepted.includes(version))) {
    causes.invalid(at, versions, `must include at least one of ${accepted.join(", ")}`);
  }
}
