import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServingCertificate } from "../../../../../apps/manager/src/certificates/serving-certificate.js";

/** A response of an issuer's server. */
export interface Reply {
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An https server on loopback, as an OpenID issuer has one. */
export interface IssuerServer {
  /** The issuer: `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** PEM. */
  readonly caCertificate: string;
  /** The requested paths. */
  readonly asked: string[];
  /** The Authorization headers of these requests. */
  readonly shown: (string | undefined)[];
  /** The keys that are published at `/keys`, the `jwks_uri` of the discovery document. */
  keys: readonly object[];
  /** Responses by path, which take precedence over the documents; with "never" the client gets none. */
  readonly replies: Map<string, Reply | "never" | "endless">;
  close(): Promise<void>;
}

/** Starts a server that publishes keys. */
export async function startIssuer(keys: readonly object[] = []): Promise<IssuerServer> {
  const hosts = ["127.0.0.1", "localhost"];
  const { caCertificate, certificate, privateKey } = createServingCertificate({ hosts, nowMs: Date.now() });
  const server = createServer({ key: privateKey, cert: certificate });
  const replies: IssuerServer["replies"] = new Map();
  const asked: string[] = [];
  const shown: (string | undefined)[] = [];
  const issuer = { url: "", caCertificate, asked, shown, keys, replies, close };
  server.on("request", (request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    shown.push(request.headers.authorization);
    const reply = replies.get(path);
    if (reply === "never") return;
    if (reply === "endless") {
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(1 << 16)));
      };
      response.on("drain", more);
      more();
      return;
    }
    const documents: Record<string, object> = {
      "/.well-known/openid-configuration": { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` },
      "/keys": { keys: issuer.keys },
    };
    const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
    const {
      code = 200,
      headers = {},
      body,
    } = reply ?? (document === undefined ? { code: 404 } : { body: JSON.stringify(document) });
    response.writeHead(code, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return issuer;
}
