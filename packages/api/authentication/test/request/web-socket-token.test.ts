import { describe, expect, it } from "vitest";
import { createAuthenticator, staticTokens } from "../../src/index.js";
import { webSocketToken } from "../../src/request/web-socket-token.js";

const prefix = "base64url.bearer.authorization.k8s.io.";
const encoded = (token: string) => prefix + Buffer.from(token).toString("base64url");

describe("a bearer token among the subprotocols of a WebSocket (upstream: websocket/protocol_test.go)", () => {
  it.each<[string, readonly string[], ReturnType<typeof webSocketToken>]>([
    ["none", ["v4.channel.k8s.io"], undefined],
    ["nothing", [], undefined],
    ["one", ["dummy", encoded("token")], { token: "token" }],
    ["another alphabet", [encoded("?>?>?>"), "dummy"], { token: "?>?>?>" }],
    ["an empty one", [prefix, "dummy"], undefined],
    ["two", [encoded("a"), encoded("b"), "dummy"], { error: "multiple base64.bearer.authorization tokens specified" }],
    ["padding", [`${encoded("a")}==`, "dummy"], { error: "invalid base64.bearer.authorization token encoding" }],
    ["no base64", [`${prefix}=`, "dummy"], { error: "invalid base64.bearer.authorization token encoding" }],
    [
      "a rest of one character",
      [`${prefix}a`, "dummy"],
      { error: "invalid base64.bearer.authorization token encoding" },
    ],
    ["no UTF-8", [`${prefix}_w`, "dummy"], { error: "invalid base64.bearer.authorization token" }],
    ["no other protocol", [encoded("token")], { error: "missing additional subprotocol" }],
  ])("%s: %j", (_what, protocols, expected) => {
    expect(webSocketToken(protocols)).toEqual(expected);
  });

  const authenticator = createAuthenticator({ tokens: [staticTokens(new Map([["secret", { name: "admin" }]]))] });
  const authenticate = (authorization: string | undefined, ...webSocketProtocols: string[]) =>
    authenticator.authenticate({ authorization, certificate: undefined, webSocketProtocols });
  const admin = { user: { name: "admin" } };

  it("is treated like one in the header; errors of both are reported", () => {
    expect(authenticate(undefined, "dummy", encoded("secret"))).toMatchObject(admin);
    expect(authenticate("Bearer wrong", "dummy", encoded("secret"))).toMatchObject(admin);
    expect(authenticate("Bearer secret", encoded("wrong"))).toMatchObject(admin);
    expect(authenticate(undefined, "dummy", encoded("wrong"))).toEqual({
      user: undefined,
      error: "invalid bearer token",
    });
    expect(authenticate(undefined, encoded("secret"))).toEqual({
      user: undefined,
      error: "missing additional subprotocol",
    });
    expect(authenticate(undefined, "dummy")).toEqual({ user: undefined });
  });

  it("is used for WebSockets only", () => {
    const answer = authenticator.authenticate({ authorization: undefined, certificate: undefined });
    expect(answer).toEqual({ user: undefined });
  });
});
