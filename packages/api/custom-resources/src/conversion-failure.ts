import { type KubernetesObject, StoreError } from "@engenho/core";
import type { DefinitionConversion } from "./definition.js";

/**
 * Upstream's error for an unreachable conversion webhook: webhooks are not called here, so every conversion of such a kind
 * fails this way, and no client receives an unconverted object.
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
