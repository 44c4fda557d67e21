import { describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManager } from "./support/use-manager.js";

const widgets = `
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
            x-kubernetes-validations:
            - {rule: "self.size >= oldSelf.size", message: "a widget does not shrink"}
            properties:
              size: {type: integer}
              code: {type: string, pattern: "^[a-z]+$"}
`;

const finalizersGone = '{"metadata":{"finalizers":null}}';

describe.skipIf(!hasKubectl())("acceptance", () => {
  let kubectl: Kubectl;
  useManager((manager) => {
    kubectl = new Kubectl(manager.kubeconfig);
  });

  it("the program contains the engines of custom resources: validation rules and patterns work with nothing else installed", async () => {
    await kubectl.run("apply -f -", widgets);
    await kubectl.run("wait --for=condition=Established crd/widgets.example.com --timeout=10s");
    const widget = (spec: string) => `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: ${spec}\n`;
    await kubectl.run("apply -f -", widget("{size: 3, code: abc}"));
    expect(await kubectl.run("get wd a --no-headers")).toMatch(/^a +3\n$/);
    expect(await kubectl.fail("apply -f -", widget("{size: 2}"))).toContain(
      'spec: Invalid value: "object": a widget does not shrink',
    );
    expect(await kubectl.fail("apply -f -", widget("{size: 3, code: A1}"))).toContain("should match '^[a-z]+$'");
  });

  it("warns about kinds deprecated upstream, on stderr, and still works", async () => {
    const { stderr, code } = await kubectl.try(["get", "endpoints", "--all-namespaces"]);
    expect(code).toBe(0);
    expect(stderr).toContain("Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
  });

  it("a namespace with a finalizer reports what blocks its deletion, and is removed afterwards", async () => {
    await kubectl.run("create namespace held");
    await kubectl.run(
      "apply -f -",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: keep, namespace: held, finalizers: [example.com/keep]}\n",
    );
    await kubectl.run("delete namespace held --wait=false");
    await kubectl.run("wait --for=condition=NamespaceFinalizersRemaining namespace/held --timeout=10s");
    const held = JSON.parse(await kubectl.run("get namespace held -o json"));
    expect(held.metadata).not.toHaveProperty("deletionGracePeriodSeconds");
    const told = held.status.conditions.map(({ message }: { message: string }) => message).join("\n");
    expect(told).toContain("example.com/keep in 1 resource instances");
    expect(await kubectl.fail("create configmap late --namespace held")).toContain(
      "unable to create new content in namespace held because it is being terminated",
    );
    await kubectl.runArgs(["patch", "configmap", "keep", "-n", "held", "--type=merge", "-p", finalizersGone]);
    await kubectl.run("wait --for=delete namespace/held --timeout=20s");
  });

  it("a stuck rollout is reported, and can be undone", async () => {
    const stuck = (image: string, selector: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: stuck}
spec:
  replicas: 3
  progressDeadlineSeconds: 1
  selector: {matchLabels: {app: stuck}}
  template:
    metadata: {labels: {app: stuck}}
    spec: {nodeSelector: ${selector}, containers: [{name: c, image: "${image}"}]}
`;
    await kubectl.run("apply -f -", stuck("a:1", "{}"));
    await kubectl.run("rollout status deployment/stuck --timeout=20s");
    await kubectl.run("apply -f -", stuck("a:2", "{no: where}"));
    expect(await kubectl.fail("rollout status deployment/stuck --timeout=20s")).toContain(
      'deployment "stuck" exceeded its progress deadline',
    );
    expect(await kubectl.run("get deployment stuck --no-headers")).toMatch(/^stuck +3\/3 +1 +3 /);
    await kubectl.run("rollout undo deployment/stuck");
    await kubectl.run("rollout status deployment/stuck --timeout=20s");
  });
});
