import { describe, expect, it } from "vitest";
import type { KindDefinition } from "../../registry/src/model/kind-definition.js";
import { tableRow } from "../../registry/src/table/table-row.js";
import { builtInKinds, requestKinds } from "../src/built-in-kinds.js";
import { schemas } from "../src/definition/schemas.js";

const kinds = builtInKinds();

function kind(group: string, name: string): KindDefinition {
  const found = kinds.find((candidate) => candidate.group === group && candidate.kind === name);
  if (found === undefined) throw new Error(`no ${group}/${name}`);
  return found;
}

describe("builtInKinds", () => {
  it("lists every supported kind once", () => {
    const names = kinds.map((entry) => `${entry.group === "" ? "" : `${entry.group}/`}${entry.version} ${entry.kind}`);
    expect(names.toSorted()).toEqual(
      [
        ...["ConfigMap", "Endpoints", "Event", "LimitRange", "Namespace", "Node", "PersistentVolume"],
        ...["PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController", "ResourceQuota", "Secret"],
        ...["Service", "ServiceAccount"],
      ]
        .map((name) => `v1 ${name}`)
        .concat(
          ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"].map(
            (name) => `apps/v1 ${name}`,
          ),
          ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"].map(
            (name) => `rbac.authorization.k8s.io/v1 ${name}`,
          ),
          ["IPAddress", "Ingress", "IngressClass", "NetworkPolicy", "ServiceCIDR"].map(
            (name) => `networking.k8s.io/v1 ${name}`,
          ),
          ["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"].map(
            (name) => `resource.k8s.io/v1 ${name}`,
          ),
          [
            ...["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"],
            "VolumeAttributesClass",
          ].map((name) => `storage.k8s.io/v1 ${name}`),
          ["FlowSchema", "PriorityLevelConfiguration"].map((name) => `flowcontrol.apiserver.k8s.io/v1 ${name}`),
          ["CronJob", "Job"].map((name) => `batch/v1 ${name}`),
          [
            "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
          ].map((name) => `admissionregistration.k8s.io/v1 ${name}`),
          [
            "apiregistration.k8s.io/v1 APIService",
            "autoscaling/v1 HorizontalPodAutoscaler",
            "autoscaling/v2 HorizontalPodAutoscaler",
            "certificates.k8s.io/v1 CertificateSigningRequest",
            "coordination.k8s.io/v1 Lease",
            "discovery.k8s.io/v1 EndpointSlice",
            "events.k8s.io/v1 Event",
            "node.k8s.io/v1 RuntimeClass",
            "policy/v1 PodDisruptionBudget",
            "scheduling.k8s.io/v1 PriorityClass",
          ],
        )
        .toSorted(),
    );
  });

  it("no two kinds of a group version share a plural, singular or short name", () => {
    const taken = new Map<string, string>();
    for (const entry of [...kinds, ...requestKinds()]) {
      for (const name of new Set([entry.plural, entry.singular, ...entry.shortNames])) {
        const key = `${entry.group}/${entry.version}/${name}`;
        expect(taken.get(key), key).toBeUndefined();
        taken.set(key, entry.kind);
      }
    }
  });

  it.each([...kinds, ...requestKinds()].map((entry) => [`${entry.group}/${entry.kind}`, entry] as const))(
    "%s has a definition that says that it is this kind",
    (_, entry) => {
      const node = schemas.definition(entry.schemaName ?? "");
      const { group, version, kind: name } = entry;
      expect(node?.["x-kubernetes-group-version-kind"]).toEqual([{ group, version, kind: name }]);
      expect(Object.keys(node?.properties ?? {})).toEqual(expect.arrayContaining(["apiVersion", "kind", "metadata"]));
    },
  );

  it.each(kinds.map((entry) => [`${entry.group}/${entry.listKind}`, entry] as const))(
    "%s has a definition, whose items are of the kind",
    (_, entry) => {
      const list = schemas.definition(`${entry.schemaName}List`);
      expect(list?.properties?.items?.items).toEqual({ $ref: entry.schemaName });
    },
  );

  it.each(kinds.map((entry) => [`${entry.group}/${entry.kind}`, entry] as const))(
    "%s has as many cells as columns, for an object that has nothing but a name",
    (_, entry) => {
      const cells = tableRow(entry, { metadata: { name: "it" } }, 0);
      expect(cells).toHaveLength(entry.columns.length);
      expect(cells.filter((cell) => cell === undefined)).toEqual([]);
      const nameAt = entry.columns.findIndex((column) => column.format === "name");
      expect(cells[nameAt]).toBe("it");
      for (const column of entry.columns) expect(column.description, column.name).not.toBe("");
    },
  );

  it("the body of every subresource has a definition", () => {
    for (const entry of kinds) {
      for (const subresource of entry.subresources.filter(({ connects }) => connects !== true)) {
        const node = schemas.definition(subresource.schemaName ?? entry.schemaName ?? "");
        expect(node?.["x-kubernetes-group-version-kind"], `${entry.kind}/${subresource.name}`).toContainEqual(
          subresource.body,
        );
      }
    }
  });

  it("is frozen, and the same array at each call", () => {
    expect(builtInKinds()).toBe(kinds);
    expect(Object.isFrozen(kinds)).toBe(true);
    for (const entry of kinds) {
      expect(Object.isFrozen(entry)).toBe(true);
      expect(Object.isFrozen(entry.columns)).toBe(true);
      expect(Object.isFrozen(entry.subresources)).toBe(true);
    }
  });

  it.each([
    ["apps", "Deployment", "spec-or-annotations"],
    ["apps", "ReplicaSet", "spec"],
    ["", "Pod", "spec"],
    ["", "Service", "none"],
    ["", "Endpoints", "none"],
    ["discovery.k8s.io", "EndpointSlice", "content-or-labels"],
    ["", "ConfigMap", "none"],
    ["batch", "Job", "spec"],
    ["scheduling.k8s.io", "PriorityClass", "fixed"],
  ])("AP-22: %s/%s increments its generation by %s", (group, name, policy) => {
    expect(kind(group, name).hasGeneration).toBe(policy);
  });

  it("AP-32: only ReplicationController and Job orphan their dependents, and Events have no policy", () => {
    const by = (policy: string) =>
      kinds
        .filter((entry) => entry.defaultDeletionPolicy === policy)
        .map((entry) => `${entry.group}/${entry.kind}`)
        .toSorted();
    expect(by("orphan")).toEqual(["/ReplicationController", "batch/Job"]);
    expect(by("unsupported")).toEqual(["/Event", "events.k8s.io/Event"]);
  });

  it("AP-70: kinds with controllers that scale serve /scale, as an autoscaling/v1 Scale", () => {
    const scaled = kinds.filter((entry) => entry.subresources.some((subresource) => subresource.name === "scale"));
    expect(scaled.map((entry) => entry.kind).toSorted()).toEqual([
      "Deployment",
      "ReplicaSet",
      "ReplicationController",
      "StatefulSet",
    ]);
    expect(kind("apps", "Deployment").subresources[0]).toMatchObject({
      body: { group: "autoscaling", version: "v1", kind: "Scale" },
      scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
    });
  });

  it("an Event and a HorizontalPodAutoscaler are stored in one version, and every other kind as itself", () => {
    const views = kinds.filter((entry) => entry.storedAs !== undefined);
    expect(views.map((entry) => [entry.group, entry.kind, entry.storedAs])).toEqual([
      ["autoscaling", "HorizontalPodAutoscaler", { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" }],
      ["events.k8s.io", "Event", { apiVersion: "v1", kind: "Event" }],
    ]);
  });

  it("the category `all` contains what kubectl get all prints", () => {
    const all = kinds.filter((entry) => entry.categories.includes("all")).map((entry) => entry.kind);
    expect(all.toSorted()).toEqual([
      "CronJob",
      "DaemonSet",
      "Deployment",
      "HorizontalPodAutoscaler",
      "HorizontalPodAutoscaler",
      "Job",
      "Pod",
      "ReplicaSet",
      "ReplicationController",
      "Service",
      "StatefulSet",
    ]);
  });
});

describe("requestKinds", () => {
  it("contains only kinds that can be created and nothing else, and ComponentStatus, which can only be read", () => {
    const computed = requestKinds().filter((entry) => entry.computed !== undefined);
    expect(computed.map((entry) => [entry.kind, entry.verbs])).toEqual([["ComponentStatus", ["get", "list"]]]);
    for (const entry of requestKinds().filter((each) => !computed.includes(each))) {
      expect(entry.verbs, entry.kind).toEqual(["create"]);
    }
    expect(requestKinds().map((entry) => entry.kind)).toContain("SelfSubjectAccessReview");
  });
});
