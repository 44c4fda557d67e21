import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { changed } from "./support/play-api-operations.js";
import { eventually, type TestCluster, useCluster } from "./support/use-cluster.js";

// test/e2e/auth/service_accounts.go, subjectreviews.go, selfsubjectreviews.go. Titles are theirs.

const namespace = "svcaccounts";
const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];

const podOf = (name: string, serviceAccountName: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: "token-test", image: "agnhost" }], restartPolicy: "Never", serviceAccountName, ...spec },
});

describe("upstream's e2e tests of identities", () => {
  let cluster: TestCluster;
  let admin: ApiClient;
  useCluster(async (ready) => {
    cluster = ready;
    ({ admin } = ready);
    await admin.create("/api/v1/namespaces", { metadata: { name: namespace } });
    await eventually(
      () => admin.send("GET", `${accounts}/default`),
      ({ code }) => code === 200,
    );
  });
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const createAccount = (name: string, more: object = {}) => admin.create(accounts, { metadata: { name }, ...more });

  it("ServiceAccounts should mount an API token into pods", async () => {
    await createAccount("mount-test");
    const pod = await admin.create(pods, podOf("pod-service-account", "mount-test"));
    const [mount] = pod.spec.containers[0].volumeMounts;
    expect(mount).toMatchObject({ mountPath: tokenPath, readOnly: true });
    const volume = pod.spec.volumes.find(({ name }: AnyObject) => name === mount.name);
    expect(volume.projected.sources).toEqual([
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
        },
      },
    ]);
    // The kubelet asks for such a token, and mounts it.
    const { kind, apiVersion, metadata } = { kind: "Pod", apiVersion: "v1", metadata: pod.metadata };
    const boundObjectRef = { kind, apiVersion, name: metadata.name, uid: metadata.uid };
    const { status } = await admin.create(`${accounts}/mount-test/token`, { spec: { boundObjectRef } });
    const review = await admin.create(reviews, { spec: { token: status.token } });
    expect(review.status).toMatchObject({
      authenticated: true,
      user: {
        username: `system:serviceaccount:${namespace}:mount-test`,
        groups,
        extra: {
          "authentication.kubernetes.io/pod-name": ["pod-service-account"],
          "authentication.kubernetes.io/pod-uid": [metadata.uid],
          "authentication.kubernetes.io/credential-id": [expect.stringMatching(/^JTI=/)],
        },
      },
    });
    expect(review.status.error).toBeUndefined();
  });

  it("ServiceAccounts should allow opting out of API token automount", async () => {
    await createAccount("mount", { automountServiceAccountToken: true });
    await createAccount("nomount", { automountServiceAccountToken: false });
    const cases: readonly (readonly [name: string, account: string, ofPod: boolean | undefined, mounted: boolean])[] = [
      ["pod-service-account-defaultsa", "default", undefined, true],
      ["pod-service-account-mountsa", "mount", undefined, true],
      ["pod-service-account-nomountsa", "nomount", undefined, false],
      ["pod-service-account-defaultsa-mountspec", "default", true, true],
      ["pod-service-account-mountsa-mountspec", "mount", true, true],
      ["pod-service-account-nomountsa-mountspec", "nomount", true, true],
      ["pod-service-account-defaultsa-nomountspec", "default", false, false],
      ["pod-service-account-mountsa-nomountspec", "mount", false, false],
      ["pod-service-account-nomountsa-nomountspec", "nomount", false, false],
    ];
    for (const [name, account, automountServiceAccountToken, mounted] of cases) {
      const { spec } = await admin.create(pods, podOf(name, account, { automountServiceAccountToken }));
      const mounts = spec.containers.flatMap(({ volumeMounts = [] }: AnyObject) => volumeMounts);
      expect([name, mounts.some(({ mountPath }: AnyObject) => mountPath === tokenPath)]).toEqual([name, mounted]);
    }
  });

  it("ServiceAccounts should run through the lifecycle of a ServiceAccount", async () => {
    const watch = await admin.watch("/api/v1/serviceaccounts?labelSelector=testserviceaccount-static=true");
    const labels = { "testserviceaccount-static": "true" };
    await admin.create(accounts, { metadata: { name: "testserviceaccount", labels }, secrets: [] });
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "testserviceaccount" } } });
    await admin.patch(`${accounts}/testserviceaccount`, { automountServiceAccountToken: true }, "strategic");
    expect(await watch.next()).toMatchObject({ type: "MODIFIED", object: { automountServiceAccountToken: true } });
    const { items } = await admin.get("/api/v1/serviceaccounts?labelSelector=testserviceaccount-static=true");
    expect(items).toMatchObject([{ metadata: { name: "testserviceaccount" }, automountServiceAccountToken: true }]);
    await admin.delete(`${accounts}?labelSelector=testserviceaccount-static=true`);
    expect(await watch.next()).toMatchObject({ type: "DELETED" });
    watch.stop();
  });

  it("ServiceAccounts should guarantee kube-root-ca.crt exist in any namespace", async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`;
    const whole = ({ code, json }: AnyObject) => code === 200 && Object.keys(json.data ?? {}).join() === "ca.crt";
    const { json } = await eventually(() => admin.send("GET", path), whole);
    const certificate = json.data["ca.crt"];
    await admin.delete(path);
    expect((await eventually(() => admin.send("GET", path), whole)).json.data["ca.crt"]).toBe(certificate);
    await changed(admin, path, (current) => ({ ...current, data: { "ca.crt": "" } }));
    await eventually(
      () => admin.send("GET", path),
      (answer) => answer.json.data["ca.crt"] === certificate,
    );
  });

  it("ServiceAccounts should update a ServiceAccount", async () => {
    await createAccount("e2e-sa-update", { automountServiceAccountToken: false });
    const updated = await changed(admin, `${accounts}/e2e-sa-update`, (current) => ({
      ...current,
      automountServiceAccountToken: true,
    }));
    expect(updated.automountServiceAccountToken).toBe(true);
  });

  it("ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview", async () => {
    await createAccount("e2e-sa-token");
    const { status } = await admin.create(`${accounts}/e2e-sa-token/token`, {});
    expect(status.token).not.toBe("");
    const review = await admin.create(reviews, { spec: { token: status.token } });
    expect(review.status).toMatchObject({ authenticated: true, user: { groups } });
    expect(review.status.error).toBeUndefined();
    const denied = await admin.create(reviews, { spec: { token: `${status.token}x` } });
    expect(denied.status.authenticated).toBeUndefined();
  });

  it("ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer", async () => {
    await createAccount("oidc-reader");
    await admin.create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { name: "oidc-reader" },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "system:service-account-issuer-discovery",
      },
      subjects: [{ kind: "ServiceAccount", name: "oidc-reader", namespace }],
    });
    const audiences = ["oidc-discovery-test"];
    const { status: forTest } = await admin.create(`${accounts}/oidc-reader/token`, { spec: { audiences } });
    const { status } = await admin.create(`${accounts}/oidc-reader/token`, {});
    const reader = cluster.client(status.token);
    const document = await eventually(
      () => reader.send("GET", "/.well-known/openid-configuration"),
      ({ code }) => code === 200,
    );
    const [head = "", body = "", signature = ""] = forTest.token.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    expect(claims).toMatchObject({
      iss: document.json.issuer,
      aud: audiences,
      sub: `system:serviceaccount:${namespace}:oidc-reader`,
    });
    const { keys } = await reader.get(new URL(document.json.jwks_uri).pathname);
    const { kid } = JSON.parse(Buffer.from(head, "base64url").toString());
    const key = createPublicKey({ key: keys.find((each: AnyObject) => each.kid === kid), format: "jwk" });
    const signed = Buffer.from(`${head}.${body}`);
    const algorithm = key.asymmetricKeyType === "rsa" ? key : { key, dsaEncoding: "ieee-p1363" as const };
    expect(verify("sha256", signed, algorithm, Buffer.from(signature, "base64url"))).toBe(true);
  });

  it("SubjectReview should support SubjectReview API operations", async () => {
    const { metadata } = await createAccount("e2e");
    const user = `system:serviceaccount:${namespace}:e2e`;
    const impersonated = admin.with({ "impersonate-user": user, "impersonate-uid": metadata.uid });
    const resourceAttributes = { verb: "list", resource: "configmaps", namespace, version: "v1" };
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    const agree = async (allowed: boolean) => {
      const spec = { resourceAttributes, user, groups, uid: metadata.uid };
      const review = await admin.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", { spec });
      expect(review.status.allowed).toBe(allowed);
      const local = await admin.create(
        `/apis/authorization.k8s.io/v1/namespaces/${namespace}/localsubjectaccessreviews`,
        {
          metadata: { namespace },
          spec,
        },
      );
      expect(local.status.allowed).toBe(allowed);
      const actually = await impersonated.send("GET", configMaps, undefined, {
        "impersonate-group": groups.at(-1) ?? "",
      });
      expect(actually.code).toBe(allowed ? 200 : 403);
    };
    await agree(false);
    await admin.create(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
      metadata: { name: "e2e-view" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "e2e", namespace }],
    });
    const canList = () => impersonated.send("GET", configMaps);
    await eventually(canList, ({ code }) => code === 200);
    await agree(true);
  });

  it("SelfSubjectReview should support SelfSubjectReview API operations", async () => {
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const own = (await admin.create(path, {})).status.userInfo;
    expect(own).toMatchObject({ username: "engenho-admin" });
    expect(own.groups).toContain("system:authenticated");
    const other = admin.with({
      "impersonate-user": "jane-doe",
      "impersonate-uid": "uniq-id",
      "impersonate-extra-known-languages": "python",
    });
    expect((await other.create(path, {})).status.userInfo).toEqual({
      username: "jane-doe",
      uid: "uniq-id",
      groups: ["system:authenticated"],
      extra: { "known-languages": ["python"] },
    });
  });
});
