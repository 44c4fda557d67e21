import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode/decode.js";
import { container, decodeDeployment, deployment, prefix, refusalOf } from "./deployments.js";

describe("a value of the wrong type is refused with the message of Go's decoder", () => {
  it.each<[string, object, string]>([
    [
      "a string for an int32",
      { replicas: "3" },
      "cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    ],
    [
      "a fraction for an int32",
      { replicas: 1.5 },
      "cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
    ],
    [
      "too large an int32",
      { replicas: 2147483648 },
      "cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32",
    ],
    [
      "an int32 below its range",
      { replicas: -2147483649 },
      "cannot unmarshal number -2147483649 into Go struct field DeploymentSpec.spec.replicas of type int32",
    ],
    [
      "a number for a bool",
      { paused: 1 },
      "cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool",
    ],
    [
      "a number for a named string",
      container({ ports: [{ containerPort: 80, protocol: 6 }] }),
      "cannot unmarshal number into Go struct field ContainerPort.spec.template.spec.containers.ports.protocol of type v1.Protocol",
    ],
    [
      "a list for a struct",
      { template: [] },
      "cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec",
    ],
    [
      "a string for a list of structs",
      { template: { spec: { containers: "a" } } },
      "cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
    ],
    [
      "an object for a list of strings",
      container({ args: {} }),
      "cannot unmarshal object into Go struct field Container.spec.template.spec.containers.args of type []string",
    ],
    [
      "a number in a list of strings",
      container({ args: ["a", 1] }),
      "cannot unmarshal number into Go struct field Container.spec.template.spec.containers.args of type string",
    ],
    [
      "a number as environment",
      container({ env: [{ name: "A", value: 1 }] }),
      "cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string",
    ],
    [
      "a bool as label",
      { template: { metadata: { labels: { app: true } } } },
      "cannot unmarshal bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string",
    ],
    [
      "a list for a map",
      { selector: { matchLabels: ["a"] } },
      "cannot unmarshal array into Go struct field LabelSelector.spec.selector.matchLabels of type map[string]string",
    ],
    [
      "a bool for an int-or-string",
      { strategy: { rollingUpdate: { maxSurge: true } } },
      "cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
    ],
    [
      "a number for a time",
      { template: { metadata: { creationTimestamp: 5 } } },
      "cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.creationTimestamp of type string",
    ],
  ])("%s", (_, spec, reason) => {
    const refusal = refusalOf(() => decodeDeployment(deployment(spec)));
    expect(refusal.message).toBe(`${prefix}json: ${reason}`);
    expect(refusal.code).toBe("BadRequest");
  });

  it.each<[string, object, string]>([
    [
      "quantity",
      container({ resources: { limits: { cpu: "one" } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      "time",
      { template: { metadata: { creationTimestamp: "yesterday" } } },
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    [
      "month",
      { template: { metadata: { creationTimestamp: "2020-13-01T00:00:00Z" } } },
      'parsing time "2020-13-01T00:00:00Z": month out of range',
    ],
    [
      "day",
      { template: { metadata: { creationTimestamp: "2021-02-29T00:00:00Z" } } },
      'parsing time "2021-02-29T00:00:00Z": day out of range',
    ],
    [
      "zone",
      { template: { metadata: { creationTimestamp: "2020-01-01T00:00:00" } } },
      'parsing time "2020-01-01T00:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"',
    ],
  ])("a wrong %s", (_, spec, reason) => {
    expect(refusalOf(() => decodeDeployment(deployment(spec))).message).toBe(prefix + reason);
  });

  it("only the first wrong type of the document is reported, and no unknown fields", () => {
    const refusal = refusalOf(() => decodeDeployment(deployment({ unknown: 1, replicas: "1", paused: "x" })));
    expect(refusal.message).toContain("DeploymentSpec.spec.replicas of type int32");
  });

  it("a value at the root is reported with the kind", () => {
    expect(refusalOf(() => decodeDeployment({ apiVersion: "apps/v1", kind: "Deployment", spec: 5 })).message).toBe(
      `${prefix}json: cannot unmarshal number into Go struct field Deployment.spec of type v1.DeploymentSpec`,
    );
  });

  it.each([["text"], [7], [null], [[]], [undefined]])("a body that is not an object (%j)", (body) => {
    const refusal = refusalOf(() => decodeDeployment(body));
    expect(refusal.code).toBe("BadRequest");
    expect(refusal.message).toMatch(/^couldn't get version\/kind; json parse error: json: cannot unmarshal/);
  });

  it("secret data must be base64, and the offset of the error is reported", () => {
    const schema = schemas.definition("io.k8s.api.core.v1.Secret") as SchemaNode;
    const secret = { apiVersion: "v1", kind: "Secret", metadata: {}, data: { good: "aGVsbG8=", bad: "aGVs*G8=" } };
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "Secret" } as const;
    expect(refusalOf(() => decode(secret, schema, options)).message).toBe(
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4',
    );
  });

  it("an object that is nested too deeply is refused before the stack overflows", () => {
    const schema = schemas.definition(
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
    ) as SchemaNode;
    let node: Record<string, unknown> = { type: "object" };
    for (let depth = 0; depth < 20_000; depth++) node = { not: node };
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "C",
      spec: { versions: [{ schema: { openAPIV3Schema: node } }] },
    };
    const options = { fieldValidation: "Strict", onWarning: () => {}, kind: "C" } as const;
    expect(refusalOf(() => decode(crd, schema, options)).message).toContain("exceeded max depth");
  });
});
