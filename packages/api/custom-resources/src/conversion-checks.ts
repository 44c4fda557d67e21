import {
  type Causes,
  caBundleFault,
  checkWebhookService,
  checkWebhookUrl,
  dns1035LabelFaults,
} from "@engenho/machinery";

import type { DefinitionConversion } from "./definition.js";

const accepted = ["v1", "v1beta1"];
const path = "spec.conversion";
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
  } else if (url !== undefined) checkWebhookUrl(url, `${at}.url`, causes);
  else if (service !== undefined) checkWebhookService(service, `${at}.service`, causes);
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
