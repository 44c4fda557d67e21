import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthority, issueCertificate } from "../src/certificates/authority.js";
import { clientUsage, serverUsage } from "../src/certificates/certificate.js";
import { type Manager, startManager } from "../src/manager.js";
import { defaultManagerOptions, type ManagerOptions } from "../src/manager-options.js";

const whoami = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const dayMs = 86_400_000;

describe("the manager", () => {
  let folder: string;
  let manager: Manager | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
  });
  afterEach(async () => {
    await manager?.stop();
    manager = undefined;
    await rm(folder, { recursive: true });
  });

  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const start = async (options: Partial<ManagerOptions>) => {
    const silent = { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, ...options };
    manager = await startManager(silent, { logger: silentLogger });
    return manager;
  };

  /** The answer to a request by a token or a certificate. */
  const ask = (
    path: string,
    {
      token,
      body,
      headers: sent = {},
      ...certificate
    }: { token?: string; cert?: string; key?: string; body?: object; headers?: object } = {},
  ): Promise<{
    code: number;
    json: { status?: Record<string, unknown>; message?: string } & Record<string, unknown>;
  }> => {
    const { address = "", caCertificate: ca } = manager ?? {};
    return new Promise((resolve, reject) => {
      const headers = {
        ...sent,
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const method = body === undefined ? "GET" : "POST";
      const outgoing = request(
        `${address}${path}`,
        { ca, method, headers, agent: false, ...certificate },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () => resolve({ code: response.statusCode ?? 0, json: JSON.parse(text) }));
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };
  const userOf = async (credentials: Parameters<typeof ask>[1]) => {
    const { code, json } = await ask(whoami, { ...credentials, body: {} });
    return code === 201 ? ((json.status?.userInfo as { username: string; groups: string[] }) ?? {}) : code;
  };

  it.each(["token", "certificate"] as const)(
    "accepts the administrator, by the token or the certificate: %s",
    async (kubeconfigAuth) => {
      const kubeconfigOut = join(folder, "kubeconfig");
      const { token } = await start({ kubeconfigAuth, kubeconfigOut });
      const { user } = JSON.parse(await readFile(kubeconfigOut, "utf8")).users[0];
      const pem = (field: string) => Buffer.from(user[field], "base64").toString();
      const credentials =
        kubeconfigAuth === "token"
          ? { token: user.token as string }
          : { cert: pem("client-certificate-data"), key: pem("client-key-data") };
      const administrator = { username: "engenho-admin", groups: ["system:masters", "system:authenticated"] };
      expect(await userOf(credentials)).toMatchObject(administrator);
      expect(await userOf({ token })).toMatchObject(administrator);
      expect(await userOf({})).toBe(401);
    },
  );

  it("knows the users of --token-auth-file and --client-ca-file", async () => {
    const jane = issueCertificate(createAuthority(Date.now()), Date.now(), {
      subject: "jane",
      organization: "devs",
      extensions: [clientUsage()],
    });
    await start({
      tokenAuthFile: await file("tokens.csv", 'secret,alice,1,"a,b"\n'),
      clientCaFile: await file("ca.crt", jane.caCertificate),
    });
    expect(await userOf({ token: "secret" })).toMatchObject({
      username: "alice",
      groups: ["a", "b", "system:authenticated"],
    });
    expect(await userOf({ cert: jane.certificate, key: jane.privateKey })).toMatchObject({
      username: "jane",
      groups: ["devs", "system:authenticated"],
    });
  });

  it("accepts the users that a front proxy names, and no others", async () => {
    const of = (subject: string) =>
      issueCertificate(createAuthority(Date.now()), Date.now(), {
        subject,
        organization: "system:masters",
        extensions: [clientUsage()],
      });
    const [jane, proxy, unknown] = [of("jane"), of("front-proxy"), of("unknown")];
    const trusted = `${proxy.caCertificate}${unknown.caCertificate}`;
    await start({
      clientCaFile: await file("ca.crt", jane.caCertificate),
      requestheaderClientCaFile: await file("proxy.crt", trusted),
      requestheaderAllowedNames: ["front-proxy"],
      requestheaderUsernameHeaders: ["X-Remote-User"],
      requestheaderGroupHeaders: ["X-Remote-Group"],
      requestheaderExtraHeadersPrefix: ["X-Remote-Extra-"],
    });
    const headers = { "x-remote-user": "bob", "x-remote-group": ["a", "b"], "x-remote-extra-scopes": "c" };
    const by = ({ certificate: cert, privateKey: key }: typeof jane, sent: object = {}) =>
      userOf({ cert, key, headers: sent });
    expect(await by(proxy, headers)).toMatchObject({
      username: "bob",
      groups: ["a", "b", "system:authenticated"],
      extra: { scopes: ["c"] },
    });
    expect(await by(proxy), "a proxy is no user").toBe(401);
    expect(await by(unknown, headers), "only these names").toBe(401);
    expect(await by(jane, headers), "a user is no proxy").toMatchObject({ username: "jane" });
    expect(await userOf({ headers }), "without a certificate").toBe(401);
  });

  it("accepts bootstrap tokens only if they are enabled", async () => {
    const data = (values: Record<string, string>) =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]));
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "bootstrap-token-abcdef", namespace: "kube-system" },
      type: "bootstrap.kubernetes.io/token",
      data: data({
        "token-id": "abcdef",
        "token-secret": "0123456789abcdef",
        "usage-bootstrap-authentication": "true",
      }),
    };
    for (const enableBootstrapTokenAuth of [true, false]) {
      const { store } = await start({ enableBootstrapTokenAuth });
      await store.create(secret as never);
      const user = await userOf({ token: "abcdef.0123456789abcdef" });
      if (enableBootstrapTokenAuth) expect(user).toMatchObject({ username: "system:bootstrap:abcdef" });
      else expect(user).toBe(401);
      expect(await userOf({ token: "abcdef.0123456789abcdeg" })).toBe(401);
      await manager?.stop();
    }
  });

  it("supports the anonymous requests of --authentication-config, and refuses what is not supported", async () => {
    const configuration = (fields: object) =>
      file(
        "auth.json",
        JSON.stringify({ apiVersion: "apiserver.config.k8s.io/v1", kind: "AuthenticationConfiguration", ...fields }),
      );
    const read = async (fields: object, options: Partial<ManagerOptions> = {}) =>
      start({ authenticationConfig: await configuration(fields), ...options });
    await read({ anonymous: { enabled: true, conditions: [{ path: "/version" }] } });
    expect([(await ask("/version")).code, (await ask("/livez")).code]).toEqual([200, 401]);
    await manager?.stop();
    await read({ anonymous: { enabled: false } });
    expect((await ask("/livez")).code).toBe(401);
    await manager?.stop();
    manager = undefined;
    for (const [fields, message] of [
      [{ jwt: [{ issuer: { url: "http://issuer.test" } }] }, "URL scheme must be https"],
      [
        { anonymous: { enabled: false, conditions: [{ path: "/livez" }] } },
        "enabled should be set to true when conditions",
      ],
      [{ anonymous: { enabled: "yes" } }, "anonymous.enabled: must be true or false"],
      [{ other: 1 }, 'unknown field "other"'],
    ] as const) {
      await expect(read(fields)).rejects.toThrow(message);
    }
    await expect(read({ anonymous: { enabled: true } }, { anonymousAuth: false })).rejects.toThrow(
      "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
    );
  });

  it("refuses a certificate for servers, an expired one and one of another authority", async () => {
    const of = (nowMs: number, extension = clientUsage()) =>
      issueCertificate(createAuthority(nowMs), nowMs, { subject: "jane", extensions: [extension] });
    const [server, old, other] = [of(Date.now(), serverUsage()), of(Date.now() - 370 * dayMs), of(Date.now())];
    const trusted = `${server.caCertificate}${old.caCertificate}`;
    await start({ clientCaFile: await file("ca.crt", trusted) });
    for (const { certificate: cert, privateKey: key } of [server, old, other])
      expect(await userOf({ cert, key })).toBe(401);
  });

  it.each<[boolean | undefined, "RBAC" | "AlwaysAllow", number, string | number]>([
    [undefined, "RBAC", 200, 401],
    [false, "RBAC", 401, 401],
    [true, "RBAC", 200, 403],
    [true, "AlwaysAllow", 200, 401],
  ])(
    "anonymous requests with --anonymous-auth=%s under %s: health %i, the API %i",
    async (anonymousAuth, mode, health, api) => {
      await start({ anonymousAuth, authorizationMode: [mode] });
      expect((await ask("/version")).code).toBe(health);
      expect((await ask("/api/v1/namespaces")).code).toBe(api);
    },
  );

  const issue = async (audiences?: readonly string[]) => {
    const path = "/api/v1/namespaces/default/serviceaccounts/robot/token";
    const { token = "", store } = manager ?? {};
    await store
      ?.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", namespace: "default" } })
      .catch(() => undefined);
    const { json } = await ask(path, { token, body: { spec: audiences === undefined ? {} : { audiences } } });
    return json.status?.token as string;
  };
  const headerOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());

  it("signs with a generated key, or the one of the file", async () => {
    await start({});
    const generated = await issue();
    expect(headerOf(generated).alg).toBe("ES256");
    expect(await userOf({ token: generated })).toMatchObject({ username: "system:serviceaccount:default:robot" });
    await manager?.stop();
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    await start({ serviceAccountSigningKeyFile: await file("sa.key", pem) });
    const given = await issue();
    expect(headerOf(given).alg).toBe("RS256");
    expect(await userOf({ token: given })).toMatchObject({ username: "system:serviceaccount:default:robot" });
    expect(await userOf({ token: generated })).toBe(401);
  });

  it("accepts by the key files alone, if they are given with a signing key", async () => {
    const pems = [0, 1].map(() => {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return {
        key: privateKey.export({ type: "sec1", format: "pem" }).toString(),
        pub: publicKey.export({ type: "spki", format: "pem" }).toString(),
      };
    });
    const signing = await file("sa.key", pems[0]?.key ?? "");
    const [own, other] = [await file("own.pub", pems[0]?.pub ?? ""), await file("other.pub", pems[1]?.pub ?? "")];
    await start({ serviceAccountSigningKeyFile: signing, serviceAccountKeyFile: [other] });
    expect(await userOf({ token: await issue() })).toBe(401);
    await manager?.stop();
    await start({ serviceAccountSigningKeyFile: signing, serviceAccountKeyFile: [other, own] });
    expect(await userOf({ token: await issue() })).toMatchObject({ username: "system:serviceaccount:default:robot" });
  });

  it("issues for its first issuer and audiences, and serves what others need to verify", async () => {
    const { token } = await start({
      serviceAccountIssuer: ["https://new.test", "https://old.test"],
      apiAudiences: ["api", "other"],
    });
    const issued = await issue();
    const claims = JSON.parse(Buffer.from(issued.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ iss: "https://new.test", aud: ["api", "other"] });
    expect((await ask("/.well-known/openid-configuration")).code).toBe(401);
    const { json } = await ask("/.well-known/openid-configuration", { token });
    expect(json).toMatchObject({
      issuer: "https://new.test",
      jwks_uri: expect.stringMatching(/:\d+\/openid\/v1\/jwks$/),
    });
    const keys = (await ask("/openid/v1/jwks", { token })).json.keys as { kid: string }[];
    expect(keys.map(({ kid }) => kid)).toEqual([headerOf(issued).kid]);
  });

  it("has no discovery documents for an issuer that is not an https URL", async () => {
    const { token } = await start({ serviceAccountIssuer: ["kubernetes/issuer"] });
    expect((await ask("/", { token })).json.paths).not.toContain("/openid/v1/jwks");
    expect(await userOf({ token: await issue() })).toMatchObject({ username: "system:serviceaccount:default:robot" });
  });

  it.each<[string, keyof ManagerOptions, string, string]>([
    ["a token file of two columns", "tokenAuthFile", "a,b\n", "must have at least 3 columns"],
    ["no certificates", "clientCaFile", "nothing", "data does not contain any valid certificates"],
    ["no key", "serviceAccountSigningKeyFile", "nothing", "data does not contain a valid RSA or ECDSA private key"],
    ["no keys", "serviceAccountKeyFile", "nothing", "data does not contain any valid RSA or ECDSA public keys"],
  ])("does not start with %s", async (_title, option, text, message) => {
    const path = await file("file", text);
    const value = option === "serviceAccountKeyFile" ? [path] : path;
    await expect(start({ [option]: value })).rejects.toThrow(message);
  });
});
