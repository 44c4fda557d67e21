import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jwk, signed } from "../packages/api/authentication/test/support/issuer.js";
import { type IssuerServer, startIssuer } from "../packages/api/authentication/test/support/issuer-server.js";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { ManagerProcess } from "./support/manager-process.js";

const binding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: viewers}
subjects: [{kind: Group, name: "oidc:viewers", apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}
`;

const configuration = (issuers: readonly IssuerServer[]) =>
  JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AuthenticationConfiguration",
    jwt: issuers.map(({ url, caCertificate }) => ({
      issuer: {
        url,
        certificateAuthority: caCertificate,
        audiences: ["kubectl", "ci"],
        audienceMatchPolicy: "MatchAny",
      },
      claimValidationRules: [{ expression: "claims.exp - claims.iat <= 86400.0", message: "longer than a day" }],
      claimMappings: {
        username: { expression: "'oidc:' + claims.sub" },
        groups: { claim: "groups", prefix: "oidc:" },
        uid: { claim: "sub" },
        extra: [{ key: "example.com/tenant", valueExpression: "claims.?tenant.orValue('')" }],
      },
      userValidationRules: [{ expression: "!user.username.startsWith('oidc:root')", message: "nobody is root" }],
    })),
  });

describe.skipIf(!hasKubectl())("kubectl with tokens of OpenID issuers", () => {
  let folder: string;
  let file: string;
  let issuer: IssuerServer;
  let second: IssuerServer;
  let down: IssuerServer;
  let manager: ManagerProcess;
  let cluster: Kubectl;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-oidc-"));
    file = join(folder, "authentication.json");
    [issuer, second, down] = await Promise.all([startIssuer([jwk("rsa")]), startIssuer([jwk("P-256")]), startIssuer()]);
    down.replies.set("/.well-known/openid-configuration", "never");
    await writeFile(file, configuration([down, issuer]));
    manager = await ManagerProcess.ready(["--port=0", "--nodes=0", `--authentication-config=${file}`]);
    cluster = new Kubectl(manager.kubeconfig);
    await cluster.run("apply -f -", binding);
  });
  afterAll(async () => {
    await manager?.stop();
    await Promise.all([issuer, second, down].map((one) => one?.close()));
    await rm(folder, { recursive: true });
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const claims = (of: IssuerServer, more: object = {}) => {
    const iat = seconds();
    return { iss: of.url, aud: "kubectl", sub: "jane", iat, exp: iat + 3600, ...more };
  };
  const token = (of: IssuerServer, kid: string, more: object = {}) =>
    signed({ alg: kid.startsWith("rsa") ? "RS256" : `ES${kid.slice(2)}`, kid }, claims(of, more));
  /** kubectl as somebody with a token alone: the administrator's in the kubeconfig is not sent beside it. */
  const as = (bearer: string, command: string) => cluster.try([`--token=${bearer}`, ...command.split(" ")]);
  const whoami = async (bearer: string) => {
    const { code, stdout, stderr } = await as(bearer, "auth whoami -o json");
    return code === 0 ? JSON.parse(stdout).status.userInfo : stderr;
  };
  const unauthorized = expect.stringContaining("You must be logged in to the server");

  it("whoami: the user, the groups, the uid and the extras are what the mappings make of the claims", async () => {
    const bearer = token(issuer, "rsa", { groups: ["viewers"], tenant: "acme", jti: "7" });
    expect(await whoami(bearer)).toEqual({
      username: "oidc:jane",
      uid: "jane",
      groups: ["oidc:viewers", "system:authenticated"],
      extra: { "authentication.kubernetes.io/credential-id": ["JTI=7"], "example.com/tenant": ["acme"] },
    });
  });

  it("a mapped group has what RBAC gives it, and nobody else", async () => {
    const viewer = token(issuer, "rsa", { groups: ["viewers"] });
    expect((await as(viewer, "get configmaps -A -o name")).stdout).toContain("configmap/kube-root-ca.crt");
    expect((await as(viewer, "create namespace mine")).stderr).toContain(
      'User "oidc:jane" cannot create resource "namespaces" in API group "" at the cluster scope',
    );
    expect((await as(token(issuer, "rsa"), "get configmaps -A")).stderr).toContain("is forbidden");
  });

  it.each<[string, (kid: string) => string]>([
    ["another key", (kid) => signed({ alg: "RS256", kid }, claims(issuer), "rsa-3")],
    ["another audience", (kid) => token(issuer, kid, { aud: "vault" })],
    ["an end in the past", (kid) => token(issuer, kid, { exp: seconds() - 1 })],
    ["a rule of claims", (kid) => token(issuer, kid, { exp: seconds() + 200_000 })],
    ["a rule of users", (kid) => token(issuer, kid, { sub: "root" })],
    ["an issuer with a slash", (kid) => token(issuer, kid, { iss: `${issuer.url}/` })],
    ["an issuer that is down", () => token(down, "rsa")],
    ["an issuer that nobody configured", () => token(second, "P-256")],
  ])("refuses a token because of %s", async (_what, of) => {
    expect(await whoami(of("rsa"))).toEqual(unauthorized);
  });

  it("follows the rotation of keys, and believes one no longer that is gone", async () => {
    const old = token(issuer, "rsa");
    expect(await whoami(old)).toHaveProperty("username", "oidc:jane");
    issuer.keys = [jwk("rsa"), jwk("rsa-2")];
    expect(await whoami(token(issuer, "rsa-2"))).toHaveProperty("username", "oidc:jane");
    expect(await whoami(old)).toHaveProperty("username", "oidc:jane");
    issuer.keys = [jwk("P-384")];
    expect(await whoami(token(issuer, "P-384", { aud: "ci", sub: "x" }))).toHaveProperty("username", "oidc:x");
    expect(await whoami(old), "revoked").toEqual(unauthorized);
    issuer.keys = [jwk("rsa")];
  });

  it("follows the file, once all of its issuers can be asked", async () => {
    expect(await whoami(token(second, "P-256"))).toEqual(unauthorized);
    await writeFile(`${file}.next`, configuration([second]));
    await rename(`${file}.next`, file);
    await expect
      .poll(() => whoami(token(second, "P-256")), { timeout: 15_000 })
      .toHaveProperty("username", "oidc:jane");
    expect(await whoami(token(issuer, "rsa")), "it is no longer there").toEqual(unauthorized);
    await writeFile(file, "{");
    await expect
      .poll(() => cluster.run("get --raw /metrics"), { timeout: 15_000 })
      .toMatch(
        /apiserver_authentication_config_controller_automatic_reloads_total\{status="failure",apiserver_id_hash="sha256:[0-9a-f]{64}"\} [1-9]/,
      );
    expect(await whoami(token(second, "P-256")), "a broken one changes nothing").toHaveProperty(
      "username",
      "oidc:jane",
    );
    const metrics = await cluster.run("get --raw /metrics");
    expect(metrics).toMatch(/automatic_reloads_total\{status="success",.*\} 1\n/);
    expect(metrics).toMatch(/apiserver_authentication_config_controller_last_config_info\{hash="sha256:[0-9a-f]{64}",/);
    expect(metrics).toMatch(
      /apiserver_authentication_jwt_authenticator_latency_seconds_count\{result="success",jwt_issuer_hash="sha256:/,
    );
  });

  it("prints no token", () => {
    expect(manager.stdout + manager.stderr).not.toMatch(/eyJ/);
  });
});
