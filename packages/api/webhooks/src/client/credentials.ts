import type { WebhookCredentials } from "@engenho/registry";

/** The headers that authenticate a caller. */
export function credentialHeaders({ token, username, password }: WebhookCredentials): Readonly<Record<string, string>> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined && password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64")}` };
}

/** The TLS options with the client certificate of a caller. */
export function certificateOptions({ certificate, key }: WebhookCredentials): { cert?: string; key?: string } {
  return { ...(certificate === undefined ? {} : { cert: certificate }), ...(key === undefined ? {} : { key }) };
}
