import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManager } from "./support/use-manager.js";

const workload = `
apiVersion: v1
kind: Namespace
metadata:
  name: NS
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: NS
  labels: {app: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.25
        ports: [{containerPort: 80, name: http}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: NS}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: NS}
data: {colour: blue}
`;

/** The rows of a table printed by kubectl, each as a list of cells; the first is the header. */
function table(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));
}

type StoreName = "memory" | "lmdb" | "etcd";

/** Starts what a store needs before the tests of a `describe`; returns the flags that choose it. */
function useStore(name: StoreName): () => readonly string[] {
  if (name === "memory") return () => ["--store", "memory"];
  if (name === "lmdb") return () => ["--data-dir", "data"];
  let etcd: EtcdCluster | undefined;
  beforeAll(async () => {
    etcd = await startEtcd();
  });
  // Behind that of the manager: hooks run in the reverse order of their declaration.
  afterAll(() => etcd?.stop());
  return () => ["--etcd-servers", etcd?.servers.join(",") ?? ""];
}

const withKubectl = hasKubectl();

describe.each<StoreName>(["memory", "lmdb", "etcd"])("kubectl works with engenho over %s", (store) => {
  const isMissing = !withKubectl || (store === "etcd" && noEtcd !== undefined);
  if (isMissing) {
    it.skip(withKubectl ? `(${noEtcd})` : "(kubectl is not on the PATH)", () => {});
    return;
  }
  /** Over the others, too, only what depends on how objects are stored and watched. */
  const once = (title: string, body: () => Promise<void>) => {
    if (store === "memory") it(title, body);
  };
  let cluster: Kubectl;
  useManager((manager) => {
    cluster = new Kubectl(manager.kubeconfig);
  }, useStore(store));

  /** A separate namespace with the workload in it, rolled out. */
  async function deployed(namespace: string): Promise<Kubectl> {
    const kubectl = cluster.in(namespace);
    await cluster.run("apply -f -", workload.replaceAll("NS", namespace));
    await kubectl.run("rollout status deployment/web --timeout=60s");
    return kubectl;
  }

  it("applies a file of several documents, waits for the rollout, and applies it again unchanged", async () => {
    const applied = await cluster.run("apply -f -", workload.replaceAll("NS", "several"));
    expect(applied).toBe(
      "namespace/several created\ndeployment.apps/web created\nservice/web created\nconfigmap/settings created\n",
    );
    const kubectl = cluster.in("several");
    expect(await kubectl.run("rollout status deployment/web --timeout=60s")).toContain(
      'deployment "web" successfully rolled out',
    );
    expect(await kubectl.run("wait --for=condition=Available deployment/web --timeout=60s")).toBe(
      "deployment.apps/web condition met\n",
    );
    const again = await cluster.run("apply -f -", workload.replaceAll("NS", "several"));
    expect(again).toBe(
      "namespace/several unchanged\ndeployment.apps/web unchanged\nservice/web unchanged\nconfigmap/settings unchanged\n",
    );
  });

  once("prints the columns of a real cluster", async () => {
    const kubectl = await deployed("columns");
    const header = async (resource: string) => table(await kubectl.run(`get ${resource} -o wide`))[0];
    expect(await header("deployments")).toEqual([
      "NAME",
      "READY",
      "UP-TO-DATE",
      "AVAILABLE",
      "AGE",
      "CONTAINERS",
      "IMAGES",
      "SELECTOR",
    ]);
    expect(await header("replicasets")).toEqual([
      "NAME",
      "DESIRED",
      "CURRENT",
      "READY",
      "AGE",
      "CONTAINERS",
      "IMAGES",
      "SELECTOR",
    ]);
    expect(await header("pods")).toEqual([
      "NAME",
      "READY",
      "STATUS",
      "RESTARTS",
      "AGE",
      "IP",
      "NODE",
      "NOMINATED NODE",
      "READINESS GATES",
    ]);
    expect(await header("services")).toEqual([
      "NAME",
      "TYPE",
      "CLUSTER-IP",
      "EXTERNAL-IP",
      "PORT(S)",
      "AGE",
      "SELECTOR",
    ]);
    expect(await header("endpoints")).toEqual(["NAME", "ENDPOINTS", "AGE"]);
    expect(await header("endpointslices")).toEqual(["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"]);
    const [, deployment] = table(await kubectl.run("get deployment web"));
    expect(deployment?.slice(0, 4)).toEqual(["web", "3/3", "3", "3"]);
    const [, ...pods] = table(await kubectl.run("get pods -o wide"));
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      expect(pod[0]).toMatch(/^web-[bcdf4-9]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(pod.slice(1, 4)).toEqual(["1/1", "Running", "0"]);
      expect(pod[6]).toMatch(/^hollow-node-[01]$/);
    }
    expect(new Set(pods.map((pod) => pod[5])).size, "each pod has an address of its own").toBe(3);
    const addresses = await kubectl.run("get endpoints web -o jsonpath={.subsets[0].addresses[*].ip}");
    expect(addresses.split(" ").sort()).toEqual(pods.map((pod) => pod[5]).sort());
    const [, slice] = table(await kubectl.run("get endpointslices"));
    expect(slice?.slice(1, 3)).toEqual(["IPv4", "80"]);
    expect(slice?.[3]?.split(",").sort()).toEqual(pods.map((pod) => pod[5]).sort());
    expect(await kubectl.run("get all")).toContain("deployment.apps/web");
  });

  it("DEP-96: rolls out an image without ever falling below the allowed availability, and back by a patch of the template", async () => {
    const kubectl = await deployed("rolling");
    await kubectl.run("scale deployment/web --replicas=8");
    await kubectl.run("rollout status deployment/web --timeout=60s");
    const available = kubectl.follow([
      ..."get deployment web -w -o".split(" "),
      'jsonpath={.status.availableReplicas}{"\\n"}',
    ]);
    const sizes = kubectl.follow([
      ..."get replicasets -w -o".split(" "),
      'jsonpath={.metadata.name} {.spec.replicas}{"\\n"}',
    ]);
    await available.until((line) => line === "8");
    await sizes.until((line) => line.endsWith(" 8"));
    expect(await kubectl.run("set image deployment/web web=nginx:1.26")).toBe("deployment.apps/web image updated\n");
    expect(await kubectl.run("rollout status deployment/web --timeout=60s")).toContain("successfully rolled out");
    await sizes.until((line) => line.endsWith(" 0"));
    for (const count of await available.stop())
      expect(Number(count), "25 % of 8 may be missing").toBeGreaterThanOrEqual(6);
    const size = new Map<string, number>();
    for (const line of await sizes.stop()) {
      const [name = "", replicas] = line.split(" ");
      size.set(name, Number(replicas));
      const total = [...size.values()].reduce((sum, each) => sum + each, 0);
      expect(total, "25 % of 8 may be too many").toBeLessThanOrEqual(10);
    }
    expect(size.size).toBe(2);
    expect(await kubectl.run("get pods -o jsonpath={.items[*].spec.containers[0].image}")).toMatch(
      /^(nginx:1\.26 ?){8}$/,
    );
    const history = await kubectl.run("rollout history deployment/web");
    expect(table(history).slice(1)).toEqual([
      ["REVISION", "CHANGE-CAUSE"],
      ["1", "<none>"],
      ["2", "<none>"],
    ]);
    expect(await kubectl.run("rollout history deployment/web --revision=1")).toContain("nginx:1.25");
    expect(await kubectl.run("rollout undo deployment/web")).toBe("deployment.apps/web rolled back\n");
    await kubectl.run("rollout status deployment/web --timeout=60s");
    expect(await kubectl.run("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}")).toBe(
      "nginx:1.25",
    );
    expect(
      table(await kubectl.run("rollout history deployment/web"))
        .slice(2)
        .map(([revision]) => revision),
    ).toEqual(["2", "3"]);
  });

  once("pauses, resumes and restarts a rollout", async () => {
    const kubectl = await deployed("pausing");
    expect(await kubectl.run("rollout pause deployment/web")).toBe("deployment.apps/web paused\n");
    await kubectl.run("set image deployment/web web=nginx:1.27");
    await kubectl.run(
      'wait --for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=DeploymentPaused deployment/web --timeout=60s',
    );
    expect(table(await kubectl.run("get replicasets --no-headers"))).toHaveLength(1);
    expect(await kubectl.run("rollout resume deployment/web")).toBe("deployment.apps/web resumed\n");
    await kubectl.run("rollout status deployment/web --timeout=60s");
    expect(table(await kubectl.run("get replicasets --no-headers"))).toHaveLength(2);
    const before = await kubectl.run("get pods -o name");
    expect(await kubectl.run("rollout restart deployment/web")).toBe("deployment.apps/web restarted\n");
    await kubectl.run("rollout status deployment/web --timeout=60s");
    await kubectl.run(`wait --for=delete --timeout=60s ${before.trim().split("\n").join(" ")}`);
    const after = await kubectl.run("get pods -o name");
    expect(after.trim().split("\n")).toHaveLength(3);
  });

  it("supports all three patch types", async () => {
    const kubectl = await deployed("patching");
    await kubectl.runArgs(["patch", "deployment", "web", "-p", '{"spec":{"replicas":4}}']);
    await kubectl.runArgs([
      "patch",
      "deployment",
      "web",
      "--type=merge",
      "-p",
      '{"metadata":{"annotations":{"by":"merge"}}}',
    ]);
    await kubectl.runArgs([
      "patch",
      "deployment",
      "web",
      "--type=json",
      "-p",
      '[{"op":"add","path":"/metadata/labels/by","value":"json"}]',
    ]);
    await kubectl.runArgs([
      "patch",
      "deployment",
      "web",
      "--type=strategic",
      "-p",
      '{"spec":{"template":{"spec":{"containers":[{"name":"sidecar","image":"busybox"}]}}}}',
    ]);
    await kubectl.run("rollout status deployment/web --timeout=60s");
    const read = (path: string) => kubectl.run(`get deployment web -o jsonpath=${path}`);
    expect(await read("{.status.readyReplicas}")).toBe("4");
    expect(await read("{.metadata.annotations.by}")).toBe("merge");
    expect(await read("{.metadata.labels.by}")).toBe("json");
    expect(await read("{.spec.template.spec.containers[*].name}")).toBe("sidecar web");
  });

  it("replaces a deleted pod", async () => {
    const kubectl = await deployed("healing");
    const [victim] = (await kubectl.run("get pods -o name")).trim().split("\n");
    expect(await kubectl.run(`delete ${victim}`)).toBe(`pod "${victim?.slice(4)}" deleted\n`);
    await kubectl.run("rollout status deployment/web --timeout=60s");
    const pods = (await kubectl.run("get pods -o name")).trim().split("\n");
    expect(pods).toHaveLength(3);
    expect(pods).not.toContain(victim);
  });

  it("deletes a Deployment in the background, in the foreground, and orphaning", async () => {
    for (const cascade of ["background", "foreground"]) {
      const kubectl = await deployed(`cascade-${cascade}`);
      const owned = (await kubectl.run("get replicasets,pods -o name")).trim().split("\n").join(" ");
      expect(await kubectl.run(`delete deployment web --cascade=${cascade}`)).toContain(
        'deployment.apps "web" deleted',
      );
      if (cascade === "background") await kubectl.run(`wait --for=delete --timeout=60s ${owned}`);
      expect(await kubectl.run("get replicasets,pods -o name")).toBe("");
    }
    const kubectl = await deployed("cascade-orphan");
    const replicaSet = (await kubectl.run("get replicasets -o name")).trim();
    await kubectl.run("delete deployment web --cascade=orphan");
    await kubectl.run("wait --for=delete deployment/web --timeout=60s");
    expect(await kubectl.run(`get ${replicaSet} -o jsonpath={.metadata.ownerReferences}{.status.readyReplicas}`)).toBe(
      "3",
    );
  });

  once("explains, from the schema that the server publishes", async () => {
    const text = await cluster.run("explain deployment.spec.strategy");
    expect(text).toContain("KIND:       Deployment");
    expect(text).toContain("rollingUpdate");
    expect(text).toContain("RollingUpdateDeployment");
  });

  it("applies on the server as two managers, which conflict until one forces", async () => {
    const kubectl = await deployed("serverside");
    const config = (colour: string) =>
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shared"},"data":{"colour":"${colour}"}}`;
    const apply = (manager: string, colour: string, force = "") =>
      kubectl.try(
        ["apply", "--server-side", `--field-manager=${manager}`, ...(force === "" ? [] : [force]), "-f", "-"],
        config(colour),
      );
    expect((await apply("alice", "blue")).stdout).toBe("configmap/shared serverside-applied\n");
    expect((await apply("alice", "blue")).stdout).toBe("configmap/shared serverside-applied\n");
    const refused = await apply("bob", "red");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "alice": .data.colour');
    expect((await apply("bob", "red", "--force-conflicts")).stdout).toBe("configmap/shared serverside-applied\n");
    expect(await kubectl.run("get configmap shared -o jsonpath={.data.colour}")).toBe("red");
    expect(
      await kubectl.run("get configmap shared --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}"),
    ).toContain("bob");
  });

  once("diffs", async () => {
    const kubectl = await deployed("diffing");
    const next = workload.replaceAll("NS", "diffing").replace("blue", "green");
    const { stdout, code } = await kubectl.try(["diff", "-f", "-"], next);
    expect(code).toBe(1);
    expect(stdout).toContain("-  colour: blue");
    expect(stdout).toContain("+  colour: green");
  });

  once("labels, annotates, and describes with the controllers' Events", async () => {
    const kubectl = await deployed("describing");
    expect(await kubectl.run("label deployment web tier=front")).toBe("deployment.apps/web labeled\n");
    expect(await kubectl.run("annotate deployment web note=hello")).toBe("deployment.apps/web annotated\n");
    expect(await kubectl.run("get deployments -l tier=front -o name")).toBe("deployment.apps/web\n");
    expect(await kubectl.run("get deployments -l tier!=front -o name")).toBe("");
    const deployment = await kubectl.run("describe deployment web");
    expect(deployment).toMatch(/Replicas:\s+3 desired \| 3 updated \| 3 total \| 3 available \| 0 unavailable/);
    expect(deployment).toMatch(
      /ScalingReplicaSet\s+.*deployment-controller\s+Scaled up replica set web-\w+ from 0 to 3/,
    );
    const replicaSet = await kubectl.run("describe replicasets");
    expect(replicaSet.match(/SuccessfulCreate\s+.*replicaset-controller\s+Created pod: web-/g)).toHaveLength(3);
    expect(await kubectl.run("describe pods")).toMatch(
      /Scheduled\s+.*default-scheduler\s+Successfully assigned describing\/web-/,
    );
    expect(await kubectl.run("describe service web")).toContain("Endpoints:");
    expect(await kubectl.run("describe node hollow-node-0")).toContain("KubeletReady");
    expect(await kubectl.run("events --for deployment/web")).toContain("ScalingReplicaSet");
  });

  it("watches", async () => {
    const kubectl = await deployed("watching");
    const watch = kubectl.follow(["get", "configmaps", "-w", "-o", "name"]);
    await watch.until((line) => line === "configmap/settings");
    await kubectl.run("create configmap later --from-literal=a=b");
    await watch.until((line) => line === "configmap/later");
    await watch.stop();
  });

  it("serves a custom resource, whose objects own others and are garbage-collected with them", async () => {
    const kubectl = await deployed("custom");
    await kubectl.run(
      "apply -f -",
      `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1}
              colour: {type: string, default: blue, pattern: "^[a-z]+$"}
`,
    );
    await kubectl.run("wait --for=condition=Established crd/widgets.example.com --timeout=60s");
    const widget = (size: number) =>
      `{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"one"},"spec":{"size":${size}}}`;
    expect(await kubectl.fail("apply -f -", widget(0))).toContain(
      "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
    );
    expect(await kubectl.run("apply -f -", widget(3))).toBe("widget.example.com/one created\n");
    expect(table(await kubectl.run("get wd"))).toEqual([
      ["NAME", "SIZE"],
      ["one", "3"],
    ]);
    expect(await kubectl.run("get widget one -o jsonpath={.spec.colour}")).toBe("blue");
    const uid = await kubectl.run("get widget one -o jsonpath={.metadata.uid}");
    await kubectl.run(
      "apply -f -",
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owned","ownerReferences":[{"apiVersion":"example.com/v1","kind":"Widget","name":"one","uid":"${uid}"}]}}`,
    );
    await kubectl.run("delete widget one");
    await kubectl.run("wait --for=delete configmap/owned --timeout=60s");
    expect(await kubectl.run("explain widget.spec")).toContain("colour");
    await kubectl.run("delete crd widgets.example.com");
    expect(await kubectl.fail("get widgets")).toContain("the server could not find the requested resource");
  });

  it("cases API 4: makes every namespace ready for use, and deletes its content when it is deleted with its file", async () => {
    const kubectl = await deployed("leaving");
    await kubectl.run("wait --for=create serviceaccount/default configmap/kube-root-ca.crt --timeout=60s");
    expect(await kubectl.run("get configmap kube-root-ca.crt -o jsonpath={.data}")).toContain("BEGIN CERTIFICATE");
    const deleted = await cluster.run("delete -f - --timeout=60s", workload.replaceAll("NS", "leaving"));
    expect(deleted).toContain('namespace "leaving" deleted');
    expect(deleted).toContain('configmap "settings" deleted');
    expect(await cluster.fail("get namespace leaving")).toContain('namespaces "leaving" not found');
    expect(
      await kubectl.run("get deployments,replicasets,pods,services,endpoints,endpointslices,configmaps -o name"),
    ).toBe("");
  });

  it("cases API 5: a claim stays while a pod uses it, and is deleted with the pod; so is an unbound volume", async () => {
    await cluster.run("create namespace storage");
    const kubectl = cluster.in("storage");
    const claim = (name: string) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---`;
    const pod = `
apiVersion: v1
kind: Pod
metadata: {name: user}
spec:
  containers: [{name: main, image: nginx}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: used}}]
---`;
    const volume = `
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /data}}
`;
    await kubectl.run("apply -f -", `${claim("used")}${claim("free")}${pod}${volume}`);
    await kubectl.run("wait --for=condition=Ready pod/user --timeout=60s");
    await kubectl.run("delete pvc free --timeout=60s");
    await kubectl.run("delete pv disk --timeout=60s");
    await kubectl.run("delete pvc used --wait=false");
    expect(table(await kubectl.run("get pvc"))[1]?.slice(0, 2)).toEqual(["used", "Terminating"]);
    await kubectl.run("delete pod user --timeout=60s");
    await kubectl.run("wait --for=delete pvc/used --timeout=60s");
    await cluster.run("delete namespace storage --timeout=60s");
  });

  once("shows a stuck rollout, and its reason", async () => {
    const kubectl = await deployed("stuck");
    await kubectl.runArgs([
      "patch",
      "deployment",
      "web",
      "-p",
      '{"spec":{"progressDeadlineSeconds":1,"template":{"metadata":{"annotations":{"engenho.dev/pod-behaviour":"crash"}}}}}',
    ]);
    expect(await kubectl.fail("rollout status deployment/web --timeout=60s")).toContain(
      "exceeded its progress deadline",
    );
    expect(await kubectl.run("get pods")).toContain("CrashLoopBackOff");
    expect(await kubectl.run("get deployment web -o jsonpath={.status.availableReplicas}")).toBe("3");
    await kubectl.run("rollout undo deployment/web");
    await kubectl.run("rollout status deployment/web --timeout=60s");
  });
});
