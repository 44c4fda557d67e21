import { describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManager } from "./support/use-manager.js";

const aggregatedRole = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: widgets-for-viewers
  labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}
rules: [{apiGroups: [example.com], resources: [widgets], verbs: [get]}]
`;

const reconciledRoles = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: reconciled}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: reconciled}
subjects: [{kind: User, name: rita, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}
`;

describe.skipIf(!hasKubectl())("kubectl works with RBAC", () => {
  let cluster: Kubectl;
  useManager((manager) => {
    cluster = new Kubectl(manager.kubeconfig);
  });

  it("whoami: the administrator is in system:masters, and may do everything", async () => {
    expect(await cluster.run("auth whoami -o jsonpath={.status.userInfo.groups}")).toContain("system:masters");
    expect(await cluster.run("auth can-i * *")).toBe("yes\n");
    expect(await cluster.run("auth can-i get /metrics")).toBe("yes\n");
  });

  it("the roles and bindings of every cluster are there", async () => {
    expect((await cluster.run("get clusterroles -o name")).trim().split("\n").length).toBeGreaterThanOrEqual(68);
    expect(await cluster.run("describe clusterrolebinding cluster-admin")).toMatch(/Group\s+system:masters/);
    expect(await cluster.run("describe clusterrole view")).toMatch(/pods\s+\[\]\s+\[\]\s+\[get list watch\]/);
    expect(await cluster.run("get role -n kube-system extension-apiserver-authentication-reader -o name")).toBe(
      "role.rbac.authorization.k8s.io/extension-apiserver-authentication-reader\n",
    );
  });

  it("a new binding holds for the next request, and a deleted one no longer", async () => {
    await cluster.run("create namespace bound");
    const kubectl = cluster.in("bound");
    const as = "--as=system:serviceaccount:bound:sam";
    await kubectl.run("create serviceaccount sam");
    for (let round = 0; round < 3; round++) {
      expect(await kubectl.fail(`get pods ${as}`)).toBe(
        'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:bound:sam" cannot list resource "pods" in API group "" in the namespace "bound"\n',
      );
      await kubectl.run("create rolebinding sam --clusterrole=view --serviceaccount=bound:sam");
      expect(await kubectl.run(`get pods -o name ${as}`)).toBe("");
      await kubectl.run("delete rolebinding sam");
    }
  });

  it("refuses each verb with kube-apiserver's message", async () => {
    await cluster.run("create namespace refused");
    const kubectl = cluster.in("refused");
    await kubectl.run("create configmap c");
    const refusals: readonly [command: string, message: string][] = [
      [
        "get configmap c",
        'configmaps "c" is forbidden: User "joe" cannot get resource "configmaps" in API group "" in the namespace "refused"',
      ],
      ["get pods -A", 'pods is forbidden: User "joe" cannot list resource "pods" in API group "" at the cluster scope'],
      [
        "get --raw /api/v1/namespaces/refused/pods?watch=1",
        'pods is forbidden: User "joe" cannot watch resource "pods" in API group "" in the namespace "refused"',
      ],
      [
        "create configmap d",
        'configmaps is forbidden: User "joe" cannot create resource "configmaps" in API group "" in the namespace "refused"',
      ],
      [
        "patch --type=merge -p {} deployment/web",
        'deployments.apps "web" is forbidden: User "joe" cannot get resource "deployments" in API group "apps" in the namespace "refused"',
      ],
      [
        "delete configmap c",
        'configmaps "c" is forbidden: User "joe" cannot delete resource "configmaps" in API group "" in the namespace "refused"',
      ],
      [
        "delete --raw /api/v1/namespaces/refused/configmaps",
        'configmaps is forbidden: User "joe" cannot deletecollection resource "configmaps" in API group "" in the namespace "refused"',
      ],
      [
        "get --raw /api/v1/namespaces/refused/pods/p/log",
        'pods "p" is forbidden: User "joe" cannot get resource "pods/log" in API group "" in the namespace "refused"',
      ],
      ["get --raw /metrics", 'forbidden: User "joe" cannot get path "/metrics"'],
      [
        "get nodes n",
        'nodes "n" is forbidden: User "joe" cannot get resource "nodes" in API group "" at the cluster scope',
      ],
    ];
    for (const [command, message] of refusals) {
      expect(await kubectl.fail(`${command} --as=joe`), command).toContain(message);
    }
    expect(
      await kubectl.fail("replace -f - --as=joe", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}"),
    ).toContain('User "joe" cannot update resource "configmaps" in API group "" in the namespace "refused"');
    expect(await kubectl.run("get --raw /version --as=joe")).toContain('"gitVersion"');
  });

  it("can-i: by name, by subresource, by group, by path, and as a list", async () => {
    await cluster.run("create namespace asked");
    const kubectl = cluster.in("asked");
    await kubectl.run("create role one --verb=get,list,watch --resource=secrets --resource-name=a");
    await kubectl.run("create role scaler --verb=update --resource=deployments.apps/scale");
    await kubectl.run("create rolebinding one --role=one --user=ann");
    await kubectl.run("create rolebinding scaler --role=scaler --group=scalers");
    await cluster.run("create clusterrole logs --verb=get --non-resource-url=/logs/*");
    await cluster.run("create clusterrolebinding logs --clusterrole=logs --user=ann");
    const answers: readonly [question: string, answer: string][] = [
      ["get secrets/a --as=ann", "yes"],
      ["get secrets/b --as=ann", "no"],
      ["list secrets --as=ann", "no"],
      ["update deployments.apps --subresource=scale --as=bob --as-group=scalers", "yes"],
      ["update deployments.apps --as=bob --as-group=scalers", "no"],
      ["get /logs/today --as=ann", "yes"],
      ["get /logs --as=ann", "no"],
    ];
    for (const [question, answer] of answers) {
      const { stdout } = await kubectl.try(`auth can-i ${question}`.split(" "));
      expect(stdout.trim().split(" ")[0], question).toBe(answer);
    }
    const list = await kubectl.run("auth can-i --list --as=ann");
    expect(list).toMatch(/^secrets\s+\[\]\s+\[a\]\s+\[get list watch\]$/m);
    expect(list).toMatch(/^\s+\[\/logs\/\*\]\s+\[\]\s+\[get\]$/m);
    await kubectl.run("create secret generic a");
    expect(await kubectl.run("get secrets --field-selector=metadata.name=a -o name --as=ann")).toBe("secret/a\n");
    expect(await kubectl.fail("get secrets --field-selector=metadata.name=b -o name --as=ann")).toContain(
      "is forbidden",
    );
    expect(await kubectl.fail("get secrets -o name --as=ann")).toContain("is forbidden");
  });

  it("users cannot grant permissions that they do not have", async () => {
    await cluster.run("create namespace granted");
    const kubectl = cluster.in("granted");
    await kubectl.run("create rolebinding ada --clusterrole=admin --user=ada");
    await kubectl.run("create role pods --verb=get --resource=pods --as=ada");
    await kubectl.run("create rolebinding bea --clusterrole=edit --user=bea --as=ada");
    expect(await kubectl.fail("create role nodes --verb=get,list --resource=nodes --as=ada")).toBe(
      'Error from server (Forbidden): roles.rbac.authorization.k8s.io "nodes" is forbidden: user "ada" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}\n',
    );
    expect(await kubectl.fail("create rolebinding boss --clusterrole=cluster-admin --user=ada --as=ada")).toContain(
      'is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}',
    );
    expect(await kubectl.fail("create clusterrolebinding ada --clusterrole=admin --user=ada --as=ada")).toContain(
      'cannot create resource "clusterrolebindings" in API group "rbac.authorization.k8s.io" at the cluster scope',
    );
  });

  it("auth reconcile creates, completes and repeats", async () => {
    await cluster.run("create namespace reconciled");
    const first = await cluster.run("auth reconcile -f -", reconciledRoles);
    expect(first).toContain("role.rbac.authorization.k8s.io/reader reconciled");
    expect(await cluster.run("auth can-i list pods -n reconciled --as=rita")).toBe("yes\n");
    await cluster.run("auth reconcile -f -", reconciledRoles.replace("[get, list]", "[get, delete]"));
    expect(await cluster.run("auth can-i delete pods -n reconciled --as=rita")).toBe("yes\n");
    expect(await cluster.run("auth can-i list pods -n reconciled --as=rita")).toBe("yes\n");
  });

  it("a role for viewers makes view, edit and admin larger", async () => {
    await cluster.run("create -f -", aggregatedRole);
    for (const role of ["view", "edit", "admin"]) {
      const groups = "-o=jsonpath={.rules[*].apiGroups[*]}";
      await expect
        .poll(() => cluster.run(`get clusterrole ${role} ${groups}`), { timeout: 20_000 })
        .toContain("example.com");
    }
  });
});
