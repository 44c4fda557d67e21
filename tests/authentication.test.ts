import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuthenticationV1Api, CoreV1Api, KubeConfig, type User } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasKubectl } from "./support/kubectl.js";
import { ManagerProcess } from "./support/manager-process.js";

function found(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const hasOpenssl = found("openssl", "version");
const kubectlIsThere = hasKubectl();
const groups = ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"];

describe.skipIf(!hasOpenssl)("the program with certificates made by openssl, and @kubernetes/client-node", () => {
  let folder: string;
  let manager: ManagerProcess;
  let administrator: KubeConfig;
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { stdio: "ignore", cwd: folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ca");
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "jane.key",
      "-out",
      "jane.csr",
      "-subj",
      "/O=system:masters/O=devs/CN=jane",
    );
    openssl(
      "x509",
      "-req",
      "-in",
      "jane.csr",
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      "jane.crt",
    );
    openssl("genrsa", "-out", "sa.key", "2048");
    openssl("rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub");
    await writeFile(at("tokens.csv"), 'static,alice,7,"system:masters,devs"\n');
    manager = await ManagerProcess.ready([
      "--port=0",
      "--kubeconfig-auth=certificate",
      `--client-ca-file=${at("ca.crt")}`,
      `--token-auth-file=${at("tokens.csv")}`,
      `--service-account-signing-key-file=${at("sa.key")}`,
      `--service-account-key-file=${at("sa.pub")}`,
    ]);
    administrator = new KubeConfig();
    administrator.loadFromFile(manager.kubeconfig);
  });
  afterAll(async () => {
    await manager?.stop();
    await rm(folder, { recursive: true });
  });

  /** A client of the same cluster with other credentials. */
  const as = (user: Omit<User, "name">) => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(administrator.getCurrentCluster() as never, { name: "other", ...user });
    return config;
  };
  const whoami = async (config: KubeConfig) => {
    const { status } = await config.makeApiClient(AuthenticationV1Api).createSelfSubjectReview({ body: {} });
    return status?.userInfo;
  };
  const core = () => administrator.makeApiClient(CoreV1Api);
  const tokenFor = async (name: string, spec: object = { audiences: [] }) => {
    const body = { spec } as Parameters<CoreV1Api["createNamespacedServiceAccountToken"]>[0]["body"];
    const { status } = await core().createNamespacedServiceAccountToken({ namespace: "default", name, body });
    return status?.token as string;
  };

  it("knows the administrator, and others by certificate and token", async () => {
    expect(await whoami(administrator)).toMatchObject({ username: "engenho-admin" });
    const certificate = await readFile(at("jane.crt"), "base64");
    const key = await readFile(at("jane.key"), "base64");
    expect(await whoami(as({ certData: certificate, keyData: key }))).toMatchObject({
      username: "jane",
      groups: ["system:masters", "devs", "system:authenticated"],
    });
    expect(await whoami(as({ token: "static" }))).toMatchObject({ username: "alice", uid: "7" });
    await expect(whoami(as({ token: "wrong" }))).rejects.toMatchObject({ code: 401 });
  });

  it("issues tokens for a ServiceAccount, reviews them truthfully, and ends them with it", async () => {
    await core().createNamespacedServiceAccount({ namespace: "default", body: { metadata: { name: "robot" } } });
    const token = await tokenFor("robot");
    expect(await whoami(as({ token }))).toMatchObject({ username: "system:serviceaccount:default:robot", groups });
    const review = async (spec: { token: string; audiences?: string[] }) =>
      (await administrator.makeApiClient(AuthenticationV1Api).createTokenReview({ body: { spec } })).status;
    expect(await review({ token })).toMatchObject({ authenticated: true, user: { groups } });
    const forVault = await tokenFor("robot", { audiences: ["vault"], expirationSeconds: 600 });
    expect(await review({ token: forVault, audiences: ["vault", "x"] })).toMatchObject({
      authenticated: true,
      audiences: ["vault"],
    });
    expect(await review({ token: forVault })).toMatchObject({
      error: expect.stringContaining('["vault"] is invalid for'),
    });
    await core().deleteNamespacedServiceAccount({ namespace: "default", name: "robot" });
    await expect(whoami(as({ token }))).rejects.toMatchObject({ code: 401 });
    expect(await review({ token })).toMatchObject({
      error: '[invalid bearer token, serviceaccounts "robot" not found]',
    });
  });

  it("fills a token Secret, whose token is valid until it is deleted", async () => {
    await core().createNamespacedServiceAccount({ namespace: "default", body: { metadata: { name: "filled" } } });
    const annotations = { "kubernetes.io/service-account.name": "filled" };
    const type = "kubernetes.io/service-account-token";
    await core().createNamespacedSecret({ namespace: "default", body: { type, metadata: { name: "s", annotations } } });
    let data: { [key: string]: string } | undefined;
    for (let times = 0; times < 200 && data?.token === undefined; times++) {
      ({ data } = await core().readNamespacedSecret({ namespace: "default", name: "s" }));
    }
    const token = Buffer.from(data?.token ?? "", "base64").toString();
    expect(Object.keys(data ?? {}).sort()).toEqual(["ca.crt", "namespace", "token"]);
    expect(await whoami(as({ token }))).toMatchObject({ username: "system:serviceaccount:default:filled" });
    await core().deleteNamespacedSecret({ namespace: "default", name: "s" });
    await expect(whoami(as({ token }))).rejects.toMatchObject({ code: 401 });
  });

  it.skipIf(!kubectlIsThere)("kubectl create token, in all its flags", () => {
    const kubectl = (...args: readonly string[]) =>
      execFileSync("kubectl", ["--kubeconfig", manager.kubeconfig, ...args], { encoding: "utf8", stdio: "pipe" });
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    kubectl("create", "serviceaccount", "bot");
    kubectl("create", "secret", "generic", "anchor");
    const uid = kubectl("get", "secret", "anchor", "-o", "jsonpath={.metadata.uid}");
    const bound = ["--bound-object-kind=Secret", "--bound-object-name=anchor", `--bound-object-uid=${uid}`];
    const claims = claimsOf(
      kubectl("create", "token", "bot", "--audience=a", "--audience=b", "--duration=20m", ...bound),
    );
    expect(claims).toMatchObject({
      aud: ["a", "b"],
      sub: "system:serviceaccount:default:bot",
      "kubernetes.io": { namespace: "default", secret: { name: "anchor", uid } },
    });
    expect(claims.exp - claims.iat).toBe(1200);
    expect(JSON.parse(kubectl("create", "token", "bot", "-o", "json"))).toMatchObject({
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      spec: { expirationSeconds: 3600 },
      status: { token: expect.any(String) },
    });
    expect(() => kubectl("create", "token", "bot", "--duration=1s")).toThrow(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
    );
    expect(() => kubectl("create", "token", "nobody")).toThrow('serviceaccounts "nobody" not found');
  });

  it.skipIf(!kubectlIsThere)("kubectl impersonates users, groups and ServiceAccounts by the leave of RBAC", () => {
    const kubectl = (...args: readonly string[]) =>
      execFileSync("kubectl", ["--kubeconfig", manager.kubeconfig, ...args], { encoding: "utf8", stdio: "pipe" });
    const robot = "system:serviceaccount:default:default";
    const review = (...args: readonly string[]) =>
      JSON.parse(kubectl("auth", "whoami", "-o", "json", ...args)).status.userInfo as object;
    expect(review("--as=bob", "--as-group=devs", "--as-uid=7")).toEqual({
      username: "bob",
      uid: "7",
      groups: ["devs", "system:authenticated"],
    });
    expect(review(`--as=${robot}`)).toMatchObject({ username: robot, groups });
    expect(() => kubectl("get", "secrets", "--as=bob")).toThrow('User "bob" cannot list resource "secrets"');
  });

  it("prints no token", () => {
    expect(manager.stdout + manager.stderr).not.toMatch(/eyJ|static/);
  });
});
