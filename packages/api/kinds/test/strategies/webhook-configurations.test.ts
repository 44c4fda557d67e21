import { expect, it } from "vitest";
import { created, createProblems, type Sent, updated, updateProblems } from "./attempts.js";

const rule = { operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] };
const webhook: Sent = {
  name: "pods.example.com",
  clientConfig: { service: { name: "hooks", namespace: "default" } },
  rules: [rule],
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
};
const configuration = (kind: string, ...webhooks: readonly Sent[]): Sent => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind,
  metadata: { name: "one" },
  webhooks,
});
const kinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const without = (field: string): Sent => Object.fromEntries(Object.entries(webhook).filter(([name]) => name !== field));

it.each(kinds)("%s: has upstream's defaults and generation 1", async (kind) => {
  const { metadata, webhooks } = await created(configuration(kind, webhook));
  expect((metadata as Sent).generation).toBe(1);
  const mutating = kind.startsWith("Mutating");
  expect(webhooks).toEqual([
    {
      ...webhook,
      clientConfig: { service: { name: "hooks", namespace: "default", port: 443 } },
      rules: [{ ...rule, scope: "*" }],
      failurePolicy: "Fail",
      matchPolicy: "Equivalent",
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
      ...(mutating ? { reinvocationPolicy: "Never" } : {}),
    },
  ]);
});

const oneOf = "exactly one of url or service is required";
const urlForm = "; desired format: https://host[/path]";
it.each<[string, Sent, readonly string[]]>([
  ["a name is required", without("name"), ["name: Required value"]],
  [
    "a name has three segments",
    { ...webhook, name: "example.com" },
    ['name: Invalid value: "example.com": should be a domain with at least three segments separated by dots'],
  ],
  [
    "side effects must be declared",
    without("sideEffects"),
    ["sideEffects: Required value: must specify one of None, NoneOnDryRun"],
  ],
  [
    "side effects must be none",
    { ...webhook, sideEffects: "Some" },
    ['sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"'],
  ],
  [
    "a version of AdmissionReview is required",
    without("admissionReviewVersions"),
    ["admissionReviewVersions: Required value: must specify one of v1, v1beta1"],
  ],
  [
    "a known version of AdmissionReview is required",
    { ...webhook, admissionReviewVersions: ["v2", "v2"] },
    [
      'admissionReviewVersions[1]: Invalid value: "v2": duplicate version',
      'admissionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1',
    ],
  ],
  [
    "policies are known",
    { ...webhook, failurePolicy: "Maybe", matchPolicy: "Any" },
    [
      'failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
      'matchPolicy: Unsupported value: "Any": supported values: "Equivalent", "Exact"',
    ],
  ],
  [
    "a timeout is at most 30 seconds",
    { ...webhook, timeoutSeconds: 31 },
    ["timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds"],
  ],
  ["there is one address: none", without("clientConfig"), [`clientConfig: Required value: ${oneOf}`]],
  [
    "there is one address: two",
    { ...webhook, clientConfig: { url: "https://a", service: { name: "a", namespace: "b" } } },
    [`clientConfig: Required value: ${oneOf}`],
  ],
  [
    "a URL is https, without a query",
    { ...webhook, clientConfig: { url: "http://a.b/c?d=e" } },
    [
      `clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme${urlForm}`,
      'clientConfig.url: Invalid value: "d=e": query parameters are not permitted in the URL',
    ],
  ],
  [
    "the service has a name (upstream names the other field)",
    { ...webhook, clientConfig: { service: { name: "", namespace: "default" } } },
    ["clientConfig.service.namespace: Required value"],
  ],
  [
    "a rule says everything",
    { ...webhook, rules: [{}] },
    ["operations", "apiGroups", "apiVersions", "resources"].map((field) => `rules[0].${field}: Required value`),
  ],
  [
    "a wildcard stands alone",
    {
      ...webhook,
      rules: [
        { operations: ["*", "CREATE"], apiGroups: ["*", ""], apiVersions: ["*", "v1"], resources: ["*", "pods"] },
      ],
    },
    [
      `rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`,
      `rules[0].apiGroups: Invalid value: ["*",""]: if '*' is present, must not specify other API groups`,
      `rules[0].apiVersions: Invalid value: ["*","v1"]: if '*' is present, must not specify other API versions`,
      `rules[0].resources: Invalid value: ["*","pods"]: if '*' is present, must not specify other resources without subresources`,
    ],
  ],
  [
    "wildcards of subresources stand alone",
    { ...webhook, rules: [{ ...rule, resources: ["pods/*", "pods/log", "*/scale", "a/scale", "*/*"] }] },
    [
      `rules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`,
      `rules[0].resources[3]: Invalid value: "a/scale": if '*/scale' is present, must not specify a/scale`,
      `rules[0].resources: Invalid value: ["pods/*","pods/log","*/scale","a/scale","*/*"]: if '*/*' is present, must not specify other resources`,
    ],
  ],
  [
    "operations and scopes are known",
    { ...webhook, rules: [{ ...rule, operations: ["READ"], scope: "All" }] },
    [
      'rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
      'rules[0].scope: Unsupported value: "All": supported values: "*", "Cluster", "Namespaced"',
    ],
  ],
  [
    "match conditions have unique qualified names and expressions",
    {
      ...webhook,
      matchConditions: [
        { name: "a", expression: "true" },
        { name: "a", expression: " " },
        { name: "", expression: "true" },
      ],
    },
    [
      "matchConditions[1].expression: Required value",
      'matchConditions[1].name: Duplicate value: "a"',
      "matchConditions[2].name: Required value",
    ],
  ],
])("webhook configurations: %s", async (_title, sent, expected) => {
  for (const kind of kinds) {
    expect(await createProblems(configuration(kind, sent))).toEqual(expected.map((text) => `webhooks[0].${text}`));
  }
});

it("webhook configurations: names are unique, and only the mutating kind is invoked again", async () => {
  for (const kind of kinds) {
    expect(await createProblems(configuration(kind, webhook, webhook))).toEqual([
      'webhooks[1].name: Duplicate value: "pods.example.com"',
    ]);
  }
  const sent = configuration("MutatingWebhookConfiguration", { ...webhook, reinvocationPolicy: "Always" });
  expect(await createProblems(sent)).toEqual([
    'webhooks[0].reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"',
  ]);
});

it("webhook configurations: an update needs the resourceVersion, and increments the generation if webhooks change", async () => {
  const sent = configuration("ValidatingWebhookConfiguration", webhook);
  expect(await updateProblems(sent, (stored) => ({ ...stored, metadata: { name: "one" } }))).toEqual([
    "metadata.resourceVersion: Invalid value: 0: must be specified for an update",
  ]);
  const labelled = await updated(sent, (stored) => ({
    ...stored,
    metadata: { ...(stored.metadata as Sent), labels: { a: "b" } },
  }));
  expect((labelled.after.metadata as Sent).generation).toBe(1);
  const emptied = await updated(sent, (stored) => ({ ...stored, webhooks: [] }));
  expect((emptied.after.metadata as Sent).generation).toBe(2);
});
