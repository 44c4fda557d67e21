import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answering,
  type HookServer,
  patch,
  startHook,
} from "../packages/api/webhooks/test/support/hook-server.js";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { ManagerProcess } from "./support/manager-process.js";

/** v1 of a Widget has `spec.size`, v2 `spec.width`. */
// biome-ignore lint/suspicious/noExplicitAny: objects as webhooks see them
function converted(object: any, apiVersion: string) {
  const { size, width } = object.spec;
  const field = apiVersion === "example.com/v1" ? "size" : "width";
  return { ...object, apiVersion, spec: { [field]: size ?? width } };
}

const answer: Answering = ({ url, request }) => {
  if (url.startsWith("/convert")) {
    const { objects, desiredAPIVersion } = request;
    const convertedObjects = objects.map((object: unknown) => converted(object, desiredAPIVersion));
    return { result: { status: "Success" }, convertedObjects };
  }
  if (url.startsWith("/label")) {
    const value = { ...request.object.metadata.labels, hooked: "yes" };
    return { ...patch({ op: "add", path: "/metadata/labels", value }), warnings: ["labelled"] };
  }
  return request.object?.data?.bad === undefined ? {} : { allowed: false, status: { code: 403, message: "bad data" } };
};

const client = (path: string, caBundle: string) =>
  `clientConfig: {service: {namespace: default, name: hooks, path: ${path}}, caBundle: ${caBundle}}`;

const configurations = (caBundle: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: labels}
webhooks:
- name: labels.example.com
  ${client("/label", caBundle)}
  rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps, pods]}]
  sideEffects: None
  admissionReviewVersions: [v1]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: data}
webhooks:
- name: data.example.com
  ${client("/data", caBundle)}
  rules: [{operations: ["*"], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}]
  sideEffects: None
  admissionReviewVersions: [v1]
  matchConditions: [{name: mine, expression: "request.name != 'kube-root-ca.crt'"}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, kind: Widget}
  conversion:
    strategy: Webhook
    webhook:
      ${client("/convert", caBundle)}
      conversionReviewVersions: [v1]
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
  - name: v2
    served: true
    storage: false
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {width: {type: integer}}}}}}
`;

describe.skipIf(!hasKubectl())("kubectl works with webhooks of admission and conversion", () => {
  let hook: HookServer;
  let manager: ManagerProcess;
  let kubectl: Kubectl;

  beforeAll(async () => {
    hook = await startHook(answer, { hosts: ["hooks.default.svc"] });
    const address = `default/hooks=127.0.0.1:${hook.port}`;
    manager = await ManagerProcess.ready(["--port", "0", "--webhook-service-address", address]);
    kubectl = new Kubectl(manager.kubeconfig);
    await kubectl.run("create -f -", configurations(hook.caBundle));
  });
  afterAll(async () => {
    await manager?.stop();
    await hook?.close();
  });

  it("shows how many webhooks there are", async () => {
    const [header, row] = (await kubectl.run("get validatingwebhookconfigurations")).trim().split("\n");
    expect(header?.split(/\s{2,}/)).toEqual(["NAME", "WEBHOOKS", "AGE"]);
    expect(row).toMatch(/^data\s+1\s+\d+s$/);
  });

  it("creates what webhooks have changed, and shows why they deny", async () => {
    await kubectl.run("create configmap good --from-literal=a=b");
    expect(await kubectl.run("get configmap good -o jsonpath={.metadata.labels.hooked}")).toBe("yes");
    const denied = 'admission webhook "data.example.com" denied the request: bad data';
    expect(await kubectl.fail("create configmap bad --from-literal=bad=b")).toContain(denied);
    expect(await kubectl.fail("create configmap bad --from-literal=bad=b --dry-run=server")).toContain(denied);
  });

  it("rolls out a Deployment whose Pods a webhook changes", async () => {
    await kubectl.run("create deployment web --image=nginx --replicas=2");
    await kubectl.run("rollout status deployment/web --timeout=60s");
    expect((await kubectl.run("get pods -l app=web,hooked=yes -o name")).trim().split("\n")).toHaveLength(2);
  });

  it("reads and writes a custom object in both versions", async () => {
    const widget = "apiVersion: example.com/v2\nkind: Widget\nmetadata: {name: one}\nspec: {width: 7}\n";
    await kubectl.run("apply -f -", widget);
    expect(await kubectl.run("get widgets.v1.example.com one -o jsonpath={.spec.size}")).toBe("7");
    await kubectl.run('patch widgets.v2.example.com one --type=merge -p {"spec":{"width":8}}');
    expect(await kubectl.run("get widgets.v1.example.com one -o jsonpath={.spec.size}")).toBe("8");
    expect(await kubectl.run("get crd widgets.example.com -o jsonpath={.status.storedVersions}")).toBe('["v1"]');
  });

  it("is refused while the webhook is away", async () => {
    await hook.close();
    const message =
      'failed calling webhook "labels.example.com": failed to call webhook: Post "https://hooks.default.svc:443/label?timeout=10s": ';
    expect(await kubectl.fail("create configmap closed")).toContain(message);
    await kubectl.run("delete mutatingwebhookconfigurations,validatingwebhookconfigurations --all");
    await kubectl.run("create configmap open");
  });
});
