import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { created, createProblems, pod, type Sent, updateProblems, workload } from "./attempts.js";

const appArmor = "container.apparmor.security.beta.kubernetes.io/main";
const seccomp = "seccomp.security.alpha.kubernetes.io/pod";
const seccompOfMain = "container.seccomp.security.alpha.kubernetes.io/main";
const tolerations = "scheduler.alpha.kubernetes.io/tolerations";
const cost = "controller.kubernetes.io/pod-deletion-cost";
const mirror = "kubernetes.io/config.mirror";
const at = "metadata.annotations";

const containerWith = (securityContext: Sent): Sent => ({
  containers: [{ name: "main", image: "nginx", securityContext }],
});

describe("annotations of a new Pod", () => {
  it.each<[string, Sent, Sent, readonly string[]]>([
    [
      "tolerations that are not JSON",
      { [tolerations]: "nope" },
      {},
      [`${at}: Invalid value: "${tolerations}": invalid character 'n' looking for beginning of value`],
    ],
    [
      "tolerations of the wrong type",
      { [tolerations]: '{"key": "a"}' },
      {},
      [`${at}: Invalid value: "${tolerations}": json: cannot unmarshal object into Go value of type []core.Toleration`],
    ],
    [
      "a toleration of the wrong type",
      { [tolerations]: "[1]" },
      {},
      [`${at}: Invalid value: "${tolerations}": json: cannot unmarshal number into Go value of type core.Toleration`],
    ],
    [
      "a field of the wrong type",
      { [tolerations]: '[{"key": "a", "tolerationSeconds": 1.5}]' },
      {},
      [
        `${at}: Invalid value: "${tolerations}": json: cannot unmarshal number 1.5 into Go struct field Toleration.TolerationSeconds of type int64`,
      ],
    ],
    [
      "invalid tolerations",
      { [tolerations]: '[{"Key": "a", "operator": "Lt"}, null, {"operator": "Exists", "more": 1}]' },
      {},
      [
        `${at}.${tolerations}[0].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"`,
        `${at}.${tolerations}[1].operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
      ],
    ],
    ["no tolerations", { [tolerations]: "null" }, {}, []],
    [
      "seccomp",
      { [seccomp]: "mine", [seccompOfMain]: "localhost/../x" },
      {},
      [
        `${at}.${seccomp}: Invalid value: "mine": must be a valid seccomp profile`,
        `${at}.${seccompOfMain}: Invalid value: "../x": must not contain '..'`,
      ],
    ],
    [
      "seccomp annotations consistent with the fields",
      { [seccomp]: "docker/default", [seccompOfMain]: "localhost/x" },
      {
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        ...containerWith({ seccompProfile: { type: "Localhost", localhostProfile: "x" } }),
      },
      [],
    ],
    [
      "seccomp annotations that differ from the fields",
      { [seccomp]: "unconfined", [seccompOfMain]: "localhost/y" },
      {
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        ...containerWith({ seccompProfile: { type: "Localhost", localhostProfile: "x" } }),
      },
      [
        "spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match",
        "spec.containers[0].securityContext.seccompProfile.localhostProfile: Forbidden: seccomp profile in annotation and field must match",
      ],
    ],
    [
      "AppArmor of a container that is not there, by a name that is none",
      { "container.apparmor.security.beta.kubernetes.io/other": "mine" },
      {},
      [
        `${at}[container.apparmor.security.beta.kubernetes.io/other]: Invalid value: "other": container not found`,
        `${at}[container.apparmor.security.beta.kubernetes.io/other]: Invalid value: "mine": invalid AppArmor profile name: "mine"`,
      ],
    ],
    [
      "AppArmor other than the field has it",
      { [appArmor]: "unconfined" },
      containerWith({ appArmorProfile: { type: "RuntimeDefault" } }),
      [
        "spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match",
      ],
    ],
    [
      "AppArmor of another name than the field has it",
      { [appArmor]: "localhost/x" },
      containerWith({ appArmorProfile: { type: "Localhost", localhostProfile: "y" } }),
      [
        "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match",
      ],
    ],
    ["AppArmor on Windows goes unheeded", { [appArmor]: "unconfined" }, { os: { name: "windows" } }, []],
    ["a negative deletion cost with leading zeros", { [cost]: "-007" }, {}, []],
    ["an invalid deletion cost", { [cost]: "-" }, {}, [`${at}[${cost}]: Invalid value: "-": must be a 32bit integer`]],
    [
      "a static Pod must not have claims",
      { [mirror]: "x" },
      { nodeName: "n", resourceClaims: [{ name: "a" }] },
      ["[]: Forbidden: static pods do not support resource claims"],
    ],
  ])("%s", async (_title, annotations, spec, expected) => {
    expect(await createProblems(pod(spec, { annotations }))).toEqual(expected);
  });

  it("are validated in templates, too", async () => {
    const template = {
      metadata: { labels: { app: "one" }, annotations: { [appArmor]: "unconfined", [seccomp]: "mine" } },
      spec: containerWith({ appArmorProfile: { type: "RuntimeDefault" } }),
    };
    expect(await createProblems(workload("Deployment", { template }))).toEqual([
      `spec.template.annotations.${seccomp}: Invalid value: "mine": must be a valid seccomp profile`,
      "spec.template.spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match",
    ]);
  });

  it("AppArmor, mirror: are unchanged by an update", async () => {
    const change = (annotations: Sent) => (stored: Sent) => ({
      ...stored,
      metadata: { ...(stored.metadata as Sent), annotations },
    });
    const sent = pod({}, { annotations: { [appArmor]: "unconfined" } });
    expect(await updateProblems(sent, change({ [appArmor]: "unconfined", a: "b" }))).toEqual([]);
    for (const annotations of [{}, { [appArmor]: "runtime/default" }]) {
      expect(await updateProblems(sent, change(annotations))).toEqual([
        `${at}[${appArmor}]: Forbidden: may not remove or update AppArmor annotations`,
      ]);
    }
    expect(await updateProblems(pod(), change({ [appArmor]: "unconfined" }))).toEqual([
      `${at}[${appArmor}]: Forbidden: may not add AppArmor annotations`,
    ]);
  });
});

describe("AppArmor annotations set the fields", () => {
  const profileOf = async (annotation: string, spec: Sent = {}): Promise<unknown> => {
    const { spec: stored } = await created(pod(spec, { annotations: { [appArmor]: annotation } }));
    const [container] = (stored as { containers: Sent[] }).containers;
    return (container?.securityContext as Sent | undefined)?.appArmorProfile;
  };
  it.each<[string, string, Sent, unknown]>([
    ["unconfined", "unconfined", {}, { type: "Unconfined" }],
    ["the default", "runtime/default", {}, { type: "RuntimeDefault" }],
    ["a local one", "localhost/x", {}, { type: "Localhost", localhostProfile: "x" }],
    ["a localhost profile without a name: none", "localhost/", {}, undefined],
    ["an invalid one: none", "localhost/ x", {}, undefined],
    ["the Pod's own: none", "unconfined", { securityContext: { appArmorProfile: { type: "Unconfined" } } }, undefined],
    [
      "different from the Pod's",
      "unconfined",
      { securityContext: { appArmorProfile: { type: "RuntimeDefault" } } },
      { type: "Unconfined" },
    ],
    [
      "the container's own field is kept",
      "unconfined",
      containerWith({ appArmorProfile: { type: "Unconfined" } }),
      { type: "Unconfined" },
    ],
    ["on Windows: none", "unconfined", { os: { name: "windows" } }, undefined],
  ])("%s", async (_title, annotation, spec, expected) => {
    expect(await profileOf(annotation, spec)).toEqual(expected);
  });

  it("and cause a warning for each", async () => {
    const { store } = openRegistry();
    const warnings: string[] = [];
    const sent = pod({}, { annotations: { [appArmor]: "unconfined" } });
    await store.create(objectOf(sent), { onWarning: (text: string) => warnings.push(text) });
    expect(warnings).toEqual([`${at}[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`]);
  });
});
