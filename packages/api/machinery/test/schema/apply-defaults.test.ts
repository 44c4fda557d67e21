import { schemas } from "@engenho/kinds";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { applyDefaults } from "../../src/schema/apply-defaults.js";
import type { SchemaNode } from "../../src/schema/schema-node.js";

const apps = (kind: string): SchemaNode => schemas.reference(`io.k8s.api.apps.v1.${kind}`);
const core = (kind: string): SchemaNode => schemas.reference(`io.k8s.api.core.v1.${kind}`);

describe("static defaults", () => {
  it.each<readonly [rule: string, node: SchemaNode, sent: object, defaulted: object]>([
    [
      "AP-56: of a Deployment's spec",
      apps("DeploymentSpec"),
      { selector: {} },
      {
        selector: {},
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: "RollingUpdate" },
        template: expect.anything(),
      },
    ],
    [
      "AP-56: of a Deployment's rolling update",
      apps("DeploymentStrategy"),
      { type: "RollingUpdate", rollingUpdate: {} },
      { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    ],
    [
      "AP-56: none of a rolling update that was not sent",
      apps("DeploymentStrategy"),
      { type: "Recreate" },
      { type: "Recreate" },
    ],
    [
      "AP-56: an explicit zero stays",
      apps("RollingUpdateDeployment"),
      { maxSurge: 0 },
      { maxSurge: 0, maxUnavailable: "25%" },
    ],
    [
      "AP-56: of a ReplicaSet's spec",
      apps("ReplicaSetSpec"),
      { selector: {} },
      { selector: {}, replicas: 1, template: expect.anything() },
    ],
    [
      "AP-56: a ReplicaSet of no replicas stays so",
      apps("ReplicaSetSpec"),
      { replicas: 0 },
      expect.objectContaining({ replicas: 0 }),
    ],
    [
      "AP-57: of a pod's spec",
      core("PodSpec"),
      { containers: [] },
      {
        containers: [],
        restartPolicy: "Always",
        dnsPolicy: "ClusterFirst",
        schedulerName: "default-scheduler",
        terminationGracePeriodSeconds: 30,
        securityContext: {},
      },
    ],
    [
      "AP-57: a grace period of zero stays",
      core("PodSpec"),
      { terminationGracePeriodSeconds: 0 },
      expect.objectContaining({ terminationGracePeriodSeconds: 0 }),
    ],
    [
      "AP-57: of a container; none that depends on its image",
      core("Container"),
      { name: "c", image: "nginx", ports: [{ containerPort: 80 }, { containerPort: 53, protocol: "UDP" }] },
      {
        name: "c",
        image: "nginx",
        ports: [
          { containerPort: 80, protocol: "TCP" },
          { containerPort: 53, protocol: "UDP" },
        ],
        resources: {},
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
      },
    ],
    [
      "AP-57: of a probe, where 0 counts as absent",
      core("Probe"),
      { httpGet: { port: 80 }, timeoutSeconds: 0, periodSeconds: 5 },
      {
        httpGet: { port: 80, path: "/", scheme: "HTTP" },
        timeoutSeconds: 1,
        periodSeconds: 5,
        successThreshold: 1,
        failureThreshold: 3,
      },
    ],
    [
      "AP-57: an initial delay of a probe has no default",
      core("Probe"),
      {},
      expect.not.objectContaining({ initialDelaySeconds: 0 }),
    ],
    [
      "AP-57: of volumes",
      core("PodSpec"),
      {
        volumes: [
          { name: "a", secret: {} },
          { name: "b", configMap: { defaultMode: 256 } },
          { name: "c", hostPath: { path: "/" } },
        ],
      },
      expect.objectContaining({
        volumes: [
          { name: "a", secret: { defaultMode: 420 } },
          { name: "b", configMap: { defaultMode: 256 } },
          { name: "c", hostPath: { path: "/", type: "" } },
        ],
      }),
    ],
    [
      "AP-58: of a Service's spec; an empty text counts as absent",
      core("ServiceSpec"),
      { type: "", ports: [{ port: 80 }] },
      { type: "ClusterIP", sessionAffinity: "None", ports: [{ port: 80, protocol: "TCP" }] },
    ],
    [
      "AP-59: of the ports of Endpoints",
      core("EndpointSubset"),
      { ports: [{ port: 80 }] },
      { ports: [{ port: 80, protocol: "TCP" }] },
    ],
    [
      "AP-59: of the ports of an EndpointSlice, whose name is empty text",
      schemas.reference("io.k8s.api.discovery.v1.EndpointSlice"),
      { addressType: "IPv4", endpoints: [], ports: [{}] },
      { addressType: "IPv4", endpoints: [], ports: [{ name: "", protocol: "TCP" }] },
    ],
    [
      "of a StatefulSet's spec",
      apps("StatefulSetSpec"),
      { selector: {}, template: null, updateStrategy: { rollingUpdate: {} } },
      {
        selector: {},
        template: expect.anything(),
        replicas: 1,
        revisionHistoryLimit: 10,
        podManagementPolicy: "OrderedReady",
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      },
    ],
    [
      "of a DaemonSet's spec",
      apps("DaemonSetSpec"),
      { selector: {}, updateStrategy: { type: "OnDelete" } },
      { selector: {}, revisionHistoryLimit: 10, updateStrategy: { type: "OnDelete" }, template: expect.anything() },
    ],
    [
      "of a Job, but not of the Job in a CronJob",
      schemas.reference("io.k8s.api.batch.v1.Job"),
      { spec: { template: null, parallelism: 2 } },
      {
        spec: { parallelism: 2, completionMode: "NonIndexed", suspend: false, template: expect.anything() },
        status: {},
      },
    ],
    [
      "of a CronJob's spec",
      schemas.reference("io.k8s.api.batch.v1.CronJobSpec"),
      { schedule: "* * * * *", jobTemplate: { spec: {} } },
      {
        schedule: "* * * * *",
        concurrencyPolicy: "Allow",
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
        jobTemplate: { metadata: {}, spec: { template: expect.anything() } },
      },
    ],
    [
      "of an autoscaler's behavior, which differs between up and down",
      schemas.reference("io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior"),
      { scaleDown: { stabilizationWindowSeconds: 5 } },
      {
        scaleDown: {
          stabilizationWindowSeconds: 5,
          selectPolicy: "Max",
          policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
        },
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: "Max",
          policies: [
            { type: "Pods", value: 4, periodSeconds: 15 },
            { type: "Percent", value: 100, periodSeconds: 15 },
          ],
        },
      },
    ],
    ["of a Secret", core("Secret"), { data: {} }, { data: {}, type: "Opaque" }],
    [
      "of a field of the downward API",
      core("ObjectFieldSelector"),
      { fieldPath: "metadata.name" },
      { fieldPath: "metadata.name", apiVersion: "v1" },
    ],
    [
      "of a RoleBinding's reference",
      schemas.reference("io.k8s.api.rbac.v1.RoleRef"),
      { kind: "Role", apiGroup: "" },
      { kind: "Role", apiGroup: "rbac.authorization.k8s.io" },
    ],
  ])("%s", (_, node, sent, defaulted) => {
    expect(applyDefaults(node, sent)).toEqual(defaulted);
  });

  it("AP-55: derives neither labels nor selector from the template", () => {
    const deployment = {
      metadata: { name: "web" },
      spec: { template: { metadata: { labels: { app: "web" } }, spec: {} } },
    };
    const defaulted = applyDefaults(apps("Deployment"), deployment) as typeof deployment;
    expect(defaulted.metadata).toEqual({ name: "web" });
    expect(defaulted.spec).not.toHaveProperty("selector");
  });

  it("AP-57: templates do not get the defaults of Pods only", () => {
    const spec = {
      hostNetwork: true,
      containers: [{ name: "c", ports: [{ containerPort: 80 }], resources: { limits: { cpu: "1" } } }],
    };
    const defaulted = applyDefaults(core("PodSpec"), spec) as typeof spec;
    expect(defaulted).not.toHaveProperty("enableServiceLinks");
    expect(defaulted.containers[0]?.ports[0]).toEqual({ containerPort: 80, protocol: "TCP" });
    expect(defaulted.containers[0]?.resources).toEqual({ limits: { cpu: "1" } });
  });
});

describe("applyDefaults", () => {
  const custom: SchemaNode = {
    type: "object",
    properties: {
      size: { type: "integer", default: 3 },
      label: { type: "string", default: "none", nullable: true },
      inner: { type: "object", properties: { on: { type: "boolean", default: true } } },
      made: { type: "object", default: {}, properties: { on: { type: "boolean", default: true } } },
      map: {
        type: "object",
        additionalProperties: { type: "object", properties: { x: { type: "integer", default: 1 } } },
      },
      list: { type: "array", items: { type: "object", properties: { x: { type: "integer", default: 1 } } } },
    },
  };

  it("defaults a custom resource's fields where the parent is present", () => {
    expect(applyDefaults(custom, { map: { a: {}, b: { x: 2 } }, list: [{}, 7, null] })).toEqual({
      size: 3,
      label: "none",
      made: { on: true },
      map: { a: { x: 1 }, b: { x: 2 } },
      list: [{ x: 1 }, 7, null],
    });
  });

  it("treats null as absent unless the node is nullable", () => {
    expect(applyDefaults(custom, { size: null, label: null, made: null })).toEqual({
      size: 3,
      label: null,
      made: { on: true },
    });
  });

  it("keeps a custom resource's zero values", () => {
    expect(applyDefaults(custom, { size: 0, label: "" })).toMatchObject({ size: 0, label: "" });
  });

  it("keeps values of another type", () => {
    for (const value of ["text", 1, true, null, undefined]) expect(applyDefaults(custom, value)).toBe(value);
    expect(applyDefaults(core("PodSpec"), { containers: "none" })).toMatchObject({ containers: "none" });
  });

  it("returns the same reference when nothing is missing", () => {
    const once = applyDefaults(apps("Deployment"), { spec: { template: { spec: { containers: [{ name: "c" }] } } } });
    expect(applyDefaults(apps("Deployment"), once)).toBe(once);
    const untouched = { metadata: { name: "a" }, data: { a: "b" } };
    expect(applyDefaults(core("ConfigMap"), untouched)).toBe(untouched);
  });

  it("shares unchanged parts, and never modifies its input", () => {
    const sent = Object.freeze({
      metadata: Object.freeze({ name: "web" }),
      spec: Object.freeze({
        containers: Object.freeze([
          Object.freeze({ name: "a", terminationMessagePath: "/x", terminationMessagePolicy: "File", resources: {} }),
          Object.freeze({ name: "b" }),
        ]),
      }),
    });
    const defaulted = applyDefaults(core("Pod"), sent) as typeof sent;
    expect(defaulted.metadata).toBe(sent.metadata);
    expect(defaulted.spec.containers[0]).toBe(sent.spec.containers[0]);
    expect(defaulted.spec.containers[1]).not.toBe(sent.spec.containers[1]);
    expect(sent.spec.containers[1]).toEqual({ name: "b" });
  });

  it("defaults a frozen object for one node, even if it was complete for another", () => {
    const complete = new Map<object, object>();
    const spec = Object.freeze({ replicas: 1 });
    const node: SchemaNode = { type: "object", properties: { replicas: { default: 3 } } };
    expect(applyDefaults(node, spec, complete)).toBe(spec);
    expect(applyDefaults(apps("ReplicaSetSpec"), spec, complete)).toMatchObject({ template: {} });
    expect(applyDefaults(node, spec, complete)).toBe(spec);
  });

  it("checks a complete frozen object once, and caches no others", () => {
    const complete = new Map<object, object>();
    const looked: string[] = [];
    const watched = (name: string, replicas: number | undefined) => ({
      get replicas() {
        looked.push(name);
        return replicas;
      },
    });
    const node: SchemaNode = { type: "object", properties: { replicas: { default: 3 } } };
    const frozen = Object.freeze(watched("frozen", 1));
    const loose = watched("loose", 1);
    const lacking = Object.freeze(watched("lacking", undefined));
    for (const each of [frozen, loose, lacking]) {
      applyDefaults(node, each, complete);
      looked.length = 0;
      applyDefaults(node, each, complete);
      expect(looked.length > 0).toBe(each !== frozen);
    }
    expect([...complete.keys()]).toEqual([frozen]);
  });

  it("treats __proto__ as data, in schema and value", () => {
    const properties = JSON.parse('{"__proto__":{"type":"string","default":"mine"}}') as Record<string, SchemaNode>;
    const defaulted = applyDefaults({ type: "object", properties }, JSON.parse('{"other":1}')) as object;
    expect(Object.getPrototypeOf(defaulted)).toBe(Object.prototype);
    expect(JSON.stringify(defaulted)).toBe('{"other":1,"__proto__":"mine"}');
    const sent = JSON.parse('{"matchLabels":{"__proto__":"x"}}');
    const kept = applyDefaults(apps("ReplicaSetSpec"), { selector: sent }) as { selector: unknown };
    expect(kept.selector).toBe(sent);
  });

  it("terminates for a recursive schema", () => {
    const schema = { properties: { a: { properties: { b: {} } } } };
    const node = schemas.reference("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    expect(applyDefaults(node, schema)).toBe(schema);
  });

  const container = fc.record(
    {
      name: fc.string(),
      ports: fc.array(
        fc.record({ containerPort: fc.integer(), protocol: fc.constantFrom("", "TCP", "UDP") }, { requiredKeys: [] }),
      ),
      livenessProbe: fc.option(
        fc.record({ httpGet: fc.option(fc.record({ path: fc.string() }, { requiredKeys: [] })) }),
      ),
      resources: fc.option(fc.constant({})),
    },
    { requiredKeys: [] },
  );

  test.prop([fc.record({ containers: fc.array(container), dnsPolicy: fc.option(fc.string()) }, { requiredKeys: [] })])(
    "is idempotent, and never modifies its input",
    (spec) => {
      const before = structuredClone(spec);
      const once = applyDefaults(core("PodSpec"), spec);
      expect(spec).toEqual(before);
      expect(applyDefaults(core("PodSpec"), once)).toBe(once);
    },
  );
});
