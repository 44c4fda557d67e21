import { describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { ManagerProcess } from "./support/manager-process.js";
import { useManager } from "./support/use-manager.js";

/** The examples of https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/, in its words where they matter. */

const deployments = `
  matchConstraints:
    resourceRules:
    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
`;

const basic = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: demo-policy.example.com}
spec:
  failurePolicy: Fail
${deployments}
  validations:
  - expression: "object.spec.replicas <= 5"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: demo-binding-test.example.com}
spec:
  policyName: demo-policy.example.com
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {environment: test}}}
`;

const replicaLimits = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: replicalimits.rules.example.com}
spec:
  group: rules.example.com
  scope: Namespaced
  names: {plural: replicalimits, kind: ReplicaLimit}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {maxReplicas: {type: integer}}}}
`;

const limited = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: replicalimit-policy.example.com}
spec:
  failurePolicy: Fail
  paramKind: {apiVersion: rules.example.com/v1, kind: ReplicaLimit}
${deployments}
  validations:
  - expression: "object.spec.replicas <= params.maxReplicas"
    reason: Invalid
    messageExpression: "'object.spec.replicas must be no greater than ' + string(params.maxReplicas)"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: replicalimit-binding-test.example.com}
spec:
  policyName: replicalimit-policy.example.com
  validationActions: [Deny]
  paramRef: {name: replica-limit-test.example.com, namespace: default, parameterNotFoundAction: Deny}
  matchResources: {namespaceSelector: {matchLabels: {environment: limited}}}
`;

const limit = (maxReplicas: number) => `
apiVersion: rules.example.com/v1
kind: ReplicaLimit
metadata: {name: replica-limit-test.example.com, namespace: default}
maxReplicas: ${maxReplicas}
`;

const images = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: image-matches-namespace-environment.policy.example.com}
spec:
  failurePolicy: Fail
${deployments}
  variables:
  - name: environment
    expression: "'environment' in namespaceObject.metadata.labels ? namespaceObject.metadata.labels['environment'] : 'prod'"
  - name: exempt
    expression: "'exempt' in object.metadata.labels && object.metadata.labels['exempt'] == 'true'"
  - name: containers
    expression: "object.spec.template.spec.containers"
  - name: containersToCheck
    expression: "variables.containers.filter(c, c.image.contains('example.com/'))"
  validations:
  - expression: "variables.exempt || variables.containersToCheck.all(c, c.image.startsWith(variables.environment + '.'))"
    messageExpression: "'only ' + variables.environment + ' images are allowed in namespace ' + namespaceObject.metadata.name"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: demo-binding-image.example.com}
spec:
  policyName: image-matches-namespace-environment.policy.example.com
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchExpressions: [{key: environment, operator: In, values: [dev, staging]}]}}
`;

const conditions = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: demo-policy-conditions.example.com}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - {apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}
  matchConditions:
  - name: exclude-leases
    expression: '!(request.resource.group == "coordination.k8s.io" && request.resource.resource == "leases")'
  - name: exclude-kubelet-requests
    expression: '!("system:nodes" in request.userInfo.groups)'
  - name: breakglass
    expression: '!authorizer.group("admissionregistration.k8s.io").resource("validatingadmissionpolicies").name("x").check("breakglass").allowed()'
  validations:
  - expression: "object.metadata.name != 'forbidden'"
    message: no such names
  auditAnnotations:
  - key: name
    valueExpression: "'the name is ' + object.metadata.name"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: demo-binding-conditions.example.com}
spec:
  policyName: demo-policy-conditions.example.com
  validationActions: [Deny, Audit]
  matchResources: {namespaceSelector: {matchLabels: {environment: conditions}}}
`;

const mistyped = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: deploy-replica-policy.example.com}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments, replicasets]}
  validations:
  - expression: "object.replicas > 1"
    message: must be replicated
    reason: Invalid
`;

describe.skipIf(!hasKubectl())(
  "kubectl works with ValidatingAdmissionPolicies, by the examples of their documentation",
  () => {
    let cluster: Kubectl;
    useManager((manager) => {
      cluster = new Kubectl(manager.kubeconfig);
    });

    async function namespaceOf(environment: string): Promise<Kubectl> {
      await cluster.run(`create namespace ${environment}`);
      await cluster.run(`label namespace ${environment} environment=${environment}`);
      return cluster.in(environment);
    }

    it("a policy denies in the namespaces of its binding, and nowhere else", async () => {
      await cluster.run("apply -f -", basic);
      const kubectl = await namespaceOf("test");
      expect(await kubectl.fail("create deployment nginx --image=nginx --replicas=10")).toBe(
        `error: failed to create deployment: deployments.apps "nginx" is forbidden: ValidatingAdmissionPolicy 'demo-policy.example.com' with binding 'demo-binding-test.example.com' denied request: failed expression: object.spec.replicas <= 5\n`,
      );
      await kubectl.run("create deployment nginx --image=nginx --replicas=5");
      expect(await kubectl.fail('patch deployment nginx -p {"spec":{"replicas":6}}')).toContain(
        `The deployments "nginx" is invalid: : ValidatingAdmissionPolicy 'demo-policy.example.com'`,
      );
      // Rules name subresources, or do not mean them.
      await kubectl.run("scale deployment nginx --replicas=6");
      await cluster.in("default").run("create deployment nginx --image=nginx --replicas=10");
    });

    it("a binding that warns does not deny", async () => {
      const change = `{"spec":{"validationActions":["Warn","Audit"]}}`;
      await cluster.runArgs([
        ...["patch", "validatingadmissionpolicybinding", "demo-binding-test.example.com"],
        ...["--type=merge", "-p", change],
      ]);
      const { stderr } = await cluster
        .in("test")
        .try(["create", "deployment", "many", "--image=nginx", "--replicas=10"]);
      expect(stderr).toBe(
        "Warning: Validation failed for ValidatingAdmissionPolicy 'demo-policy.example.com' with binding 'demo-binding-test.example.com': failed expression: object.spec.replicas <= 5\n",
      );
    });

    it("parameters are objects of a custom kind, in effect with their next write", async () => {
      await cluster.run("apply -f -", replicaLimits);
      await cluster.run("apply -f -", limited);
      const kubectl = await namespaceOf("limited");
      const create = "create deployment nginx --image=nginx --replicas=4";
      expect(await kubectl.fail(create)).toContain(
        "no params found for policy binding with `Deny` parameterNotFoundAction",
      );
      await cluster.run("apply -f -", limit(3));
      expect(await kubectl.fail(create)).toBe(
        `error: failed to create deployment: deployments.apps "nginx" is forbidden: ValidatingAdmissionPolicy 'replicalimit-policy.example.com' with binding 'replicalimit-binding-test.example.com' denied request: object.spec.replicas must be no greater than 3\n`,
      );
      await cluster.run("apply -f -", limit(4));
      await kubectl.run(create);
    });

    it("variables and the namespace", async () => {
      await cluster.run("apply -f -", images);
      const kubectl = await namespaceOf("dev");
      await kubectl.run("create deployment web --image=dev.example.com/nginx");
      await kubectl.run("create deployment other --image=nginx");
      expect(await kubectl.fail("create deployment bad --image=prod.example.com/nginx")).toContain(
        "denied request: only dev images are allowed in namespace dev",
      );
    });

    it("match conditions, with the authorizer, and audit annotations", async () => {
      await cluster.run("apply -f -", conditions);
      const kubectl = await namespaceOf("conditions");
      // The administrator may break the glass.
      await kubectl.run("create configmap forbidden");
      await kubectl.run("create rolebinding editor --clusterrole=edit --user=joe");
      expect(await kubectl.fail("create secret generic forbidden --as=joe")).toContain("denied request: no such names");
      await kubectl.run("create secret generic allowed --as=joe");
    });

    it("the status says what is wrong with the types, and get and describe show it", async () => {
      await cluster.run("apply -f -", mistyped);
      const path = "jsonpath={.status.typeChecking.expressionWarnings[0]}";
      const policy = "validatingadmissionpolicy deploy-replica-policy.example.com";
      await cluster.run(`wait ${policy} --for=${"jsonpath={.status.observedGeneration}=1"}`);
      expect(JSON.parse(await cluster.run(`get ${policy} -o ${path}`))).toEqual({
        fieldRef: "spec.validations[0].expression",
        warning:
          "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n\napps/v1, Kind=ReplicaSet: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n",
      });
      expect(await cluster.run(`get ${policy}`)).toMatch(/^NAME +VALIDATIONS +PARAMKIND +AGE\n\S+ +1 +<unset> +\S+\n$/);
      expect(await cluster.run(`describe ${policy}`)).toContain("undefined field 'replicas'");
    });

    it("an expression that does not compile is refused", async () => {
      const broken = mistyped.replace("object.replicas > 1", "object.replicas >");
      expect(await cluster.fail("apply -f -", broken)).toContain(
        'spec.validations[0].expression: Invalid value: "object.replicas >": compilation failed: ERROR: <input>:1:18: Syntax error',
      );
    });
  },
);

const sidecar = (mutation: string) => `
apiVersion: admissionregistration.k8s.io/v1beta1
kind: MutatingAdmissionPolicy
metadata: {name: sidecar-policy.example.com}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
  matchConditions:
  - name: does-not-already-have-sidecar
    expression: "!object.spec.?initContainers.orValue([]).exists(ic, ic.name == 'mesh-proxy')"
  failurePolicy: Fail
  reinvocationPolicy: IfNeeded
  mutations:
  - ${mutation}
---
apiVersion: admissionregistration.k8s.io/v1beta1
kind: MutatingAdmissionPolicyBinding
metadata: {name: sidecar-binding.example.com}
spec: {policyName: sidecar-policy.example.com}
`;

const configuration = `patchType: ApplyConfiguration
    applyConfiguration:
      expression: >
        Object{spec: Object.spec{initContainers: [
          Object.spec.initContainers{name: "mesh-proxy", image: "mesh/proxy:v1.0.0", restartPolicy: "Always"}
        ]}}`;

const patch = `patchType: JSONPatch
    jsonPatch:
      expression: >
        [
          JSONPatch{op: "add", path: "/spec/initContainers", value: [
            Object.spec.initContainers{name: "mesh-proxy", image: "mesh/proxy:v2.0.0", restartPolicy: "Always"}
          ]},
          JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/sidecar"), value: "yes"}
        ]`;

describe.skipIf(!hasKubectl())("kubectl works with MutatingAdmissionPolicies, where they are served", () => {
  it("a program without flags does not know them", async () => {
    const manager = await ManagerProcess.ready();
    expect(await new Kubectl(manager.kubeconfig).fail("apply -f -", sidecar(configuration))).toContain(
      'no matches for kind "MutatingAdmissionPolicy" in version "admissionregistration.k8s.io/v1beta1"',
    );
    await manager.stop();
  });

  it("apply configurations and JSON patches add a sidecar", async () => {
    const manager = await ManagerProcess.ready([
      ...["--port", "0", "--feature-gates=MutatingAdmissionPolicy=true"],
      "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
    ]);
    const kubectl = new Kubectl(manager.kubeconfig).in("default");
    const sidecars = "-o jsonpath={.spec.initContainers[*].image}{.metadata.labels.example\\.com/sidecar}";
    await kubectl.run("apply -f -", sidecar(configuration));
    await kubectl.run("run configured --image=nginx");
    expect(await kubectl.run(`get pod configured ${sidecars}`)).toBe("mesh/proxy:v1.0.0");
    await kubectl.run("apply -f -", sidecar(patch));
    await kubectl.run("run patched --image=nginx");
    expect(await kubectl.run(`get pod patched ${sidecars}`)).toBe("mesh/proxy:v2.0.0yes");
    expect(await kubectl.run("get mutatingadmissionpolicies")).toMatch(/sidecar-policy.example.com +1/);
    expect(await manager.stop()).toEqual({ code: 0, signal: null });
    expect(manager.stderr).toBe("");
  });
});
