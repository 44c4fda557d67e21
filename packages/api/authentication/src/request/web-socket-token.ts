/** The beginning of a subprotocol that is a bearer token, in base64url without padding. */
export const bearerProtocolPrefix = "base64url.bearer.authorization.k8s.io.";

/** The token among the subprotocols of a WebSocket, or why it is invalid. */
export type WebSocketToken = { readonly token: string } | { readonly error: string };

const base64Url = /^[A-Za-z0-9_-]*$/;

/**
 * The bearer token among the subprotocols of a browser, which cannot set headers; undefined if there is none (upstream:
 * authentication/request/websocket). The client must offer another subprotocol, too, which the server can select.
 */
export function webSocketToken(protocols: readonly string[]): WebSocketToken | undefined {
  const [own, second] = protocols.filter((protocol) => protocol.startsWith(bearerProtocolPrefix));
  if (own === undefined) return undefined;
  if (second !== undefined) return { error: "multiple base64.bearer.authorization tokens specified" };
  const encoded = own.slice(bearerProtocolPrefix.length);
  if (!base64Url.test(encoded) || encoded.length % 4 === 1) {
    return { error: "invalid base64.bearer.authorization token encoding" };
  }
  let token: string;
  try {
    token = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, "base64url"));
  } catch {
    return { error: "invalid base64.bearer.authorization token" };
  }
  if (token === "") return undefined;
  return protocols.length === 1 ? { error: "missing additional subprotocol" } : { token };
}
