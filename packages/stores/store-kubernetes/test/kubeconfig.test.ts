import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveAccess } from "../src/connection/resolve-access.js";

let directory: string;
let clock: FakeClock;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "kubeconfig-"));
  clock = new FakeClock();
});
afterEach(() => rm(directory, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString("base64");

function config(user: object, cluster: object = { server: "https://example.com:6443/base" }) {
  return {
    "current-context": "main",
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
    contexts: [
      { name: "main", context: { cluster: "c", user: "u" } },
      { name: "broken", context: { cluster: "other", user: "u" } },
    ],
  };
}

const headersOf = async (user: object) =>
  (await (await resolveAccess({ kubeconfig: config(user) }, clock)).credentials.current()).headers;

describe("kubeconfigs", () => {
  it("a file in YAML is read, with files relative to it", async () => {
    await writeFile(join(directory, "ca.pem"), "the CA");
    const text = `
apiVersion: v1
kind: Config
current-context: main
clusters: [{ name: c, cluster: { server: "https://10.0.0.1:6443", certificate-authority: ca.pem, tls-server-name: api } }]
users: [{ name: u, user: { client-certificate-data: ${base64("cert")}, client-key-data: ${base64("key")} } }]
contexts: [{ name: main, context: { cluster: c, user: u } }]
`;
    await writeFile(join(directory, "config"), text);
    const access = await resolveAccess({ kubeconfig: join(directory, "config") }, clock);
    expect(access).toMatchObject({ ca: "the CA", serverName: "api" });
    expect(access.server.href).toBe("https://10.0.0.1:6443/");
    expect(await access.credentials.current()).toMatchObject({ certificate: "cert", privateKey: "key" });
  });

  it.each([
    ["a token", { token: "t" }, { authorization: "Bearer t" }],
    ["a name and password", { username: "a", password: "b" }, { authorization: `Basic ${base64("a:b")}` }],
    [
      "another user",
      { token: "t", as: "jane", "as-groups": ["x", "y"] },
      { authorization: "Bearer t", "impersonate-user": "jane", "impersonate-group": ["x", "y"] },
    ],
    ["nothing", {}, {}],
  ])("the headers of %s", async (_what, user, expected) => {
    expect(await headersOf(user)).toEqual(expected);
  });

  it.each<[string, object, string]>([
    [
      "no context of that name",
      { kubeconfig: config({}), context: "none" },
      'the kubeconfig: it has no context "none"',
    ],
    [
      "a context without its cluster",
      { kubeconfig: config({}), context: "broken" },
      'the kubeconfig: it has no cluster "other"',
    ],
    ["no current context", { kubeconfig: {} }, "the kubeconfig: it has no current-context"],
    ["no server", { kubeconfig: config({}, {}) }, 'the kubeconfig: its cluster "c" has no server'],
    [
      "a proxy that cannot be used",
      { kubeconfig: config({}, { server: "a", "proxy-url": "socks5://me:secret@b:1080" }) },
      'the kubeconfig: the proxy "socks5://b:1080" must use http or https',
    ],
    [
      "half a certificate",
      { kubeconfig: config({ "client-key-data": "a" }) },
      "the kubeconfig: a client certificate and its key belong together",
    ],
    [
      "a removed provider",
      { kubeconfig: config({ "auth-provider": { name: "gcp" } }) },
      'the kubeconfig: the auth-provider "gcp" was removed from Kubernetes\' clients: use exec',
    ],
    [
      "an unknown exec version",
      { kubeconfig: config({ exec: { command: "a", apiVersion: "v0" } }) },
      'the kubeconfig: exec: the apiVersion "v0" is not client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1',
    ],
    ["nothing at all", {}, "createKubernetesStore: exactly one of kubeconfig, inCluster and server is needed"],
    ["a server that is not a URL", { server: "http://" }, 'the server "http://" is not a URL'],
  ])("%s is an error that says so", async (_what, options, message) => {
    await expect(resolveAccess(options, clock)).rejects.toThrow(message);
  });

  it("a missing file, and one that is not a kubeconfig, are errors that name the file", async () => {
    const file = join(directory, "config");
    await expect(resolveAccess({ kubeconfig: file }, clock)).rejects.toThrow(`the kubeconfig ${file}: ENOENT`);
    await writeFile(file, "- a\n- b\n");
    await expect(resolveAccess({ kubeconfig: file }, clock)).rejects.toThrow(
      `the kubeconfig ${file}: it is not an object`,
    );
  });

  it("the error of a malformed file is one line that quotes nothing of its content", async () => {
    const file = join(directory, "config");
    await writeFile(file, "users:\n- user: {token: secret-token\n- [");
    const error = await resolveAccess({ kubeconfig: file }, clock).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(/^the kubeconfig .*: it is not YAML: .+$/);
    expect((error as Error).message).not.toContain("secret-token");
  });

  it("a token file is read again every minute, and after a 401", async () => {
    const file = join(directory, "token");
    await writeFile(file, "one\n");
    const { credentials } = await resolveAccess({ kubeconfig: config({ tokenFile: file }) }, clock);
    const token = async () => (await credentials.current()).headers.authorization;
    expect(await token()).toBe("Bearer one");
    await writeFile(file, "two");
    expect(await token()).toBe("Bearer one");
    await clock.advance(60_000);
    expect(await token()).toBe("Bearer two");
    await writeFile(file, "three");
    credentials.refresh(await credentials.current());
    expect(await token()).toBe("Bearer three");
  });

  it("in a Pod, the ServiceAccount that is mounted is used", async () => {
    await writeFile(join(directory, "token"), "pod");
    await writeFile(join(directory, "ca.crt"), "ca");
    const access = await resolveAccess({ inCluster: { directory, host: "fd00::1", port: "6443" } }, clock);
    expect(access.server.href).toBe("https://[fd00::1]:6443/");
    expect(access.ca).toBe("ca");
    expect((await access.credentials.current()).headers).toEqual({ authorization: "Bearer pod" });
    const elsewhere = resolveAccess({ inCluster: { directory: join(directory, "none") } }, clock);
    await expect(elsewhere).rejects.toThrow("not in a Pod with a ServiceAccount: ENOENT");
  });
});

describe("exec credential commands", () => {
  const apiVersion = "client.authentication.k8s.io/v1";

  async function command(script: string) {
    const file = join(directory, "plugin.mjs");
    await writeFile(
      file,
      `#!${process.execPath}\nimport { appendFileSync } from "node:fs";\nappendFileSync(${JSON.stringify(join(directory, "runs"))}, "x");\n${script}`,
    );
    await chmod(file, 0o700);
    return {
      command: file,
      apiVersion,
      provideClusterInfo: true,
      interactiveMode: "Never",
      env: [{ name: "WHO", value: "me" }],
    };
  }

  async function runs(): Promise<number> {
    const { readFile } = await import("node:fs/promises");
    return (await readFile(join(directory, "runs"), "utf8")).length;
  }

  const print = (status: string) =>
    `const status = ${status}; console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: "${apiVersion}", status }));`;

  it("get the cluster in KUBERNETES_EXEC_INFO, and run once until the token expires", async () => {
    const exec = await command(
      `const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);\n${print('{ token: process.env.WHO + "@" + spec.cluster.server, expirationTimestamp: "2025-01-01T00:10:00Z" }')}`,
    );
    const { credentials } = await resolveAccess({ kubeconfig: config({ exec }) }, clock);
    const [first, second] = await Promise.all([credentials.current(), credentials.current()]);
    expect(first.headers).toEqual({ authorization: "Bearer me@https://example.com:6443/base" });
    expect(second).toBe(first);
    expect(await runs()).toBe(1);
    await clock.advance(600_000);
    await credentials.current();
    expect(await runs()).toBe(2);
  });

  it("run again when the server rejects the credentials, and without an expiry only then", async () => {
    const exec = await command(print('{ token: "t" }'));
    const { credentials } = await resolveAccess({ kubeconfig: config({ exec }) }, clock);
    const first = await credentials.current();
    await clock.advance(86_400_000);
    expect(await credentials.current()).toBe(first);
    credentials.refresh(first);
    await credentials.current();
    expect(await runs()).toBe(2);
    credentials.refresh(first);
    await credentials.current();
    expect(await runs()).toBe(2);
  });

  it("may print a certificate", async () => {
    const exec = await command(print('{ clientCertificateData: "c", clientKeyData: "k" }'));
    const { credentials } = await resolveAccess({ kubeconfig: config({ exec }) }, clock);
    expect(await credentials.current()).toMatchObject({ certificate: "c", privateKey: "k", headers: {} });
  });

  it.each([
    ["fails", 'console.error("not logged in"); process.exit(3);', "failed (exit code 3): not logged in"],
    ["does not print JSON", 'console.log("hello");', "did not print JSON"],
    ["prints nothing of use", print("{}"), "printed neither a token nor a certificate"],
    [
      "prints half a certificate",
      print('{ clientCertificateData: "c" }'),
      "printed a certificate or a key without the other",
    ],
    ["prints another kind", 'console.log("{}");', `did not print an ExecCredential of ${apiVersion}`],
  ])("one that %s is an error that says so", async (_what, script, message) => {
    const exec = await command(script);
    const { credentials } = await resolveAccess({ kubeconfig: config({ exec }) }, clock);
    await expect(credentials.current()).rejects.toThrow(message);
  });

  it("a missing one is an error with its install hint", async () => {
    const exec = { command: join(directory, "none"), apiVersion, installHint: "install it" };
    const { credentials } = await resolveAccess({ kubeconfig: config({ exec }) }, clock);
    await expect(credentials.current()).rejects.toThrow(/cannot be run: .*ENOENT; install it$/);
  });
});

describe("OpenID Connect", () => {
  const token = (expiresMs: number) =>
    `h.${Buffer.from(JSON.stringify({ exp: expiresMs / 1000 })).toString("base64url")}.s`;

  it("an ID token is used until shortly before it expires; without a way to refresh it that is an error", async () => {
    const idToken = token(clock.now() + 60_000);
    const user = { "auth-provider": { name: "oidc", config: { "id-token": idToken } } };
    const { credentials } = await resolveAccess({ kubeconfig: config(user) }, clock);
    expect((await credentials.current()).headers).toEqual({ authorization: `Bearer ${idToken}` });
    await clock.advance(50_000);
    await expect(credentials.current()).rejects.toThrow("oidc: the ID token has expired, and idp-issuer-url");
  });
});
