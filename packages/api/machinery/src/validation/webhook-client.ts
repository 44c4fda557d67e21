import type { Causes } from "./causes.js";
import { parseUrl } from "./go-url.js";
import { dns1123SubdomainFaults } from "./names.js";

const urlForm = "; desired format: https://host[/path]";

/** Checks the URL of a webhook (upstream: webhook.ValidateWebhookURL). */
export function checkWebhookUrl(text: string, at: string, causes: Causes): void {
  const url = parseUrl(text);
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

/** A webhook's reference to a Service, as its client sent it. */
export interface SentServiceReference {
  /** Required. */
  readonly name?: string | undefined;
  /** Required. */
  readonly namespace?: string | undefined;
  /** Of the URL. Default: `/`. */
  readonly path?: string | undefined;
  /** Default 443. */
  readonly port?: number | undefined;
}

/**
 * Checks a webhook's reference to a Service (upstream: webhook.ValidateWebhookService). Its callers pass name and namespace in the
 * wrong order: for a missing one the other is reported.
 */
export function checkWebhookService(service: SentServiceReference, at: string, causes: Causes): void {
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
