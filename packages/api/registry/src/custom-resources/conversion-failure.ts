import { type KubernetesObject, StoreError } from "@engenho/core";
import type { DefinitionConversion } from "./definition.js";

/**
 * What upstream answers when it cannot reach a conversion webhook: no webhook is called here, so that every conversion of
 * such a kind ends so, and nobody is shown an object that was not converted.
 */
export function conversionFailure(
  { apiVersion, kind }: KubernetesObject,
  conversion: DefinitionConversion,
): StoreError {
  const url = JSON.stringify(`${endpointOf(conversion)}?timeout=30s`);
  return new StoreError(
    "InternalError",
    `conversion webhook for ${apiVersion}, Kind=${kind} failed: Post ${url}: this server calls no conversion webhooks`,
  );
}

function endpointOf({ webhook }: DefinitionConversion): string {
  const { url, service } = webhook?.clientConfig ?? {};
  if (url !== undefined) return url;
  const { name = "", namespace = "", port = 443, path = "" } = service ?? {};
  return `https://${name}.${namespace}.svc:${port}${path === "" ? "/" : path}`;
}
