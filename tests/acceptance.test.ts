import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { ManagerProcess } from "./support/manager-process.js";

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

describe.skipIf(!hasKubectl())("what a demanding user finds", () => {
  let manager: ManagerProcess;
  let kubectl: Kubectl;

  beforeAll(async () => {
    manager = await ManagerProcess.ready();
    kubectl = new Kubectl(manager.kubeconfig);
  });

  afterAll(async () => {
    expect(await manager?.stop()).toEqual({ code: 0, signal: null });
    expect(manager.stderr).toBe("");
  });

  it("the program carries the engines of custom kinds: rules and patterns hold with nothing installed beside it", async () => {
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
});
