import { describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManager } from "./support/use-manager.js";

/** Without a selector, which defaults to its template's labels. */
const web = `
apiVersion: v1
kind: ReplicationController
metadata: {name: web}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.25"}]}
`;

describe.skipIf(!hasKubectl())("kubectl works with ReplicationControllers", () => {
  let cluster: Kubectl;
  useManager((manager) => {
    cluster = new Kubectl(manager.kubeconfig);
  });

  async function ready(kubectl: Kubectl, replicas: number): Promise<void> {
    await kubectl.run(`wait --for=jsonpath={.status.readyReplicas}=${replicas} rc/web --timeout=60s`);
    await kubectl.run(`wait --for=jsonpath={.status.replicas}=${replicas} rc/web --timeout=60s`);
  }

  /** A separate namespace with the ReplicationController in it, its pods Ready. */
  async function created(namespace: string): Promise<Kubectl> {
    await cluster.run(`create namespace ${namespace}`);
    const kubectl = cluster.in(namespace);
    expect(await kubectl.run("create -f -", web)).toBe("replicationcontroller/web created\n");
    await ready(kubectl, 3);
    return kubectl;
  }

  it("creates, shows, scales and deletes one", async () => {
    const kubectl = await created("life");
    const [header, row] = (await kubectl.run("get rc -o wide")).trim().split("\n");
    expect(header?.split(/\s{2,}/)).toEqual([
      "NAME",
      "DESIRED",
      "CURRENT",
      "READY",
      "AGE",
      "CONTAINERS",
      "IMAGES",
      "SELECTOR",
    ]);
    expect(row).toMatch(/^web\s+3\s+3\s+3\s+\d+s\s+web\s+nginx:1.25\s+app=web$/);

    expect(await kubectl.run("scale rc web --current-replicas=3 --replicas=5")).toBe(
      "replicationcontroller/web scaled\n",
    );
    await ready(kubectl, 5);
    expect((await kubectl.run("get pods -l app=web -o name")).trim().split("\n")).toHaveLength(5);
    expect(await kubectl.fail("scale rc web --current-replicas=3 --replicas=1")).toContain(
      "Expected replicas to be 3, was 5",
    );
    await kubectl.run("scale rc web --replicas=2");
    await ready(kubectl, 2);

    const described = await kubectl.run("describe rc web");
    expect(described).toContain("Replicas:     2 current / 2 desired");
    expect(described).toMatch(/SuccessfulDelete\s+.*replication-controller\s+Deleted pod: web-/);
    expect(await kubectl.fail("rollout status rc/web")).toContain(
      "no status viewer has been implemented for ReplicationController",
    );

    const pods = (await kubectl.run("get pods -o name")).trim().split("\n").join(" ");
    expect(await kubectl.run("delete rc web")).toContain('replicationcontroller "web" deleted');
    await kubectl.run(`wait --for=delete --timeout=60s ${pods}`);
    expect(await kubectl.run("get rc,pods -o name")).toBe("");
  });

  it("orphans its pods on request, and adopts them when it is created again", async () => {
    const kubectl = await created("adoption");
    const pods = await kubectl.run("get pods -o name");
    await kubectl.run("delete rc web --cascade=orphan");
    const owners = "get pods -o jsonpath={.items[*].metadata.ownerReferences[*].kind}";
    expect(await kubectl.run("get pods -o name")).toBe(pods);
    expect(await kubectl.run(owners)).toBe("");
    await kubectl.run("create -f -", web);
    await ready(kubectl, 3);
    expect(await kubectl.run("get pods -o name")).toBe(pods);
    expect(await kubectl.run(owners)).toBe("ReplicationController ReplicationController ReplicationController");
  });

  it("a pod whose labels change is released and replaced; a selector that does not match the template is refused", async () => {
    const kubectl = await created("selection");
    const pods = (await kubectl.run("get pods -o name")).trim().split("\n");
    const watch = kubectl.follow("get pods -l app=web -w -o name".split(" "));
    await kubectl.run(`label ${pods[0]} app=debug --overwrite`);
    await watch.until((line) => !pods.includes(line));
    await watch.stop();
    expect(await kubectl.run(`get ${pods[0]} -o jsonpath={.metadata.ownerReferences}`)).toBe("");
    await ready(kubectl, 3);

    await kubectl.run("expose rc web --port=80");
    expect(await kubectl.run("get service web -o jsonpath={.spec.selector.app}")).toBe("web");
    const refused = await kubectl.fail(
      "create --dry-run=server -f -",
      web.replace("name: web", "name: two").replace("replicas: 3", "selector: {app: other}"),
    );
    expect(refused).toContain("spec.template.metadata.labels: Invalid value");
    expect(refused).toContain("`selector` does not match template `labels`");
  });
});
