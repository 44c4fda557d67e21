import { request } from "node:https";
import type { Clock } from "@engenho/core";
import { bearer, type CredentialSource, type Credentials } from "./credentials.js";
import { dataOrFile } from "./load-kubeconfig.js";

/** A token counts as expired this long before its expiry (client-go's oidc expiryDelta). */
const earlyMs = 10_000;
const timeoutMs = 10_000;

type Config = Readonly<Record<string, string>>;

/**
 * The ID token of an OpenID Connect provider, refreshed by the refresh token when it expires or is refused (client-go
 * plugin/pkg/client/auth/oidc). The kubeconfig is not written: new tokens are kept in memory.
 */
export function oidcCredentials(
  config: Config,
  { directory, clock }: { readonly directory: string; readonly clock: Clock },
): CredentialSource {
  let idToken = config["id-token"] ?? "";
  let refreshToken = config["refresh-token"] ?? "";
  let known: Credentials | undefined;
  let running: Promise<Credentials> | undefined;
  let refused = false;

  async function refreshed(): Promise<Credentials> {
    const issuer = config["idp-issuer-url"] ?? "";
    const clientId = config["client-id"] ?? "";
    if (issuer === "" || clientId === "" || refreshToken === "") {
      throw new Error("oidc: the ID token has expired, and idp-issuer-url, client-id or refresh-token is missing");
    }
    const ca = await dataOrFile(
      config["idp-certificate-authority-data"],
      config["idp-certificate-authority"],
      directory,
    );
    const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const { token_endpoint: endpoint } = await fetchJson(discovery, { ca });
    if (typeof endpoint !== "string") throw new Error(`oidc: ${discovery} has no token_endpoint`);
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: config["client-secret"] ?? "",
    });
    const answer = await fetchJson(endpoint, { ca, form });
    if (typeof answer.id_token !== "string") throw new Error(`oidc: ${endpoint} returned no id_token`);
    idToken = answer.id_token;
    if (typeof answer.refresh_token === "string" && answer.refresh_token !== "") refreshToken = answer.refresh_token;
    refused = false;
    known = { headers: bearer(idToken) };
    return known;
  }

  return {
    current() {
      if (idToken !== "" && !refused && clock.now() < expiryMs(idToken) - earlyMs) {
        known ??= { headers: bearer(idToken) };
        return Promise.resolve(known);
      }
      running ??= refreshed().finally(() => {
        running = undefined;
      });
      return running;
    },
    refresh(credentials) {
      if (credentials === known) refused = true;
    },
  };
}

/** The expiry in a token, in milliseconds since 1970; 0 if it has none. */
function expiryMs(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof exp === "number" ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}

function fetchJson(
  url: string,
  { ca, form }: { readonly ca: string | undefined; readonly form?: URLSearchParams },
): Promise<Readonly<Record<string, unknown>>> {
  const body = form?.toString();
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: body === undefined ? "GET" : "POST",
      signal: AbortSignal.timeout(timeoutMs),
      ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
      headers: body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" },
    });
    sent.on("error", (error) => reject(new Error(`oidc: ${url}: ${error.message}`)));
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode !== 200) {
          reject(new Error(`oidc: ${url} answered with HTTP status ${response.statusCode}`));
          return;
        }
        try {
          resolve(JSON.parse(text));
        } catch {
          reject(new Error(`oidc: the response of ${url} is not JSON`));
        }
      });
    });
    sent.end(body);
  });
}
