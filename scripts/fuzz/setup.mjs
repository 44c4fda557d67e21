import { samples } from "./samples.mjs";

const admission = "admissionregistration.k8s.io/v1";
/**
 * The requests that make what most others concern: the namespaces, two definitions, and webhooks for two of the namespaces.
 *
 * @param {{ hooks: { url: string }, ca: string }} options `ca`: the PEM of the authority that signed the webhooks' certificate.
 */
export function setupOf({ hooks, ca }) {
  const clientConfig = (path) => ({ url: hooks.url + path, caBundle: Buffer.from(ca).toString("base64") });
  const hook = (name, { path, rules, failurePolicy = "Fail" }) => ({
    name: `${name}.fuzz.example`,
    clientConfig: clientConfig(path),
    rules: rules.map((rule) => ({ apiVersions: ["*"], operations: ["*"], scope: "Namespaced", ...rule })),
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": path.slice(1) } },
    sideEffects: "None",
    admissionReviewVersions: ["v1", "v1beta1"],
    timeoutSeconds: 1,
    failurePolicy,
  });
  const everything = [{ apiGroups: ["*"], resources: ["*/*"] }];
  // Nothing that controllers write.
  const some = [
    { apiGroups: [""], resources: ["secrets"] },
    { apiGroups: ["fuzz.example"], resources: ["things", "others"] },
  ];
  const inHooked = { path: "/hooked", rules: everything };
  const webhooks = [
    hook("required", inHooked),
    hook("optional", { ...inHooked, failurePolicy: "Ignore" }),
    hook("closed", { path: "/closed", rules: some }),
  ];
  const definitionOf = (plural) => samples.find(([, other]) => other === plural)[4];
  const things = definitionOf("customresourcedefinitions");
  const [version] = things.spec.versions;
  const others = {
    spec: {
      ...things.spec,
      names: { plural: "others", kind: "Other" },
      versions: [version, { ...version, name: "v2", storage: false }],
      conversion: {
        strategy: "Webhook",
        webhook: { clientConfig: clientConfig("/convert"), conversionReviewVersions: ["v1", "v1beta1"] },
      },
    },
  };
  return [
    ...["fuzz", "hooked", "closed"].map((name) => post("v1", "namespaces", { kind: "Namespace", metadata: { name } })),
    ...[
      ["things.fuzz.example", things],
      ["others.fuzz.example", others],
    ].map(([name, content]) =>
      post("apiextensions.k8s.io/v1", "customresourcedefinitions", {
        kind: "CustomResourceDefinition",
        metadata: { name },
        ...content,
      }),
    ),
    ...["Validating", "Mutating"].map((sort) =>
      post(admission, `${sort.toLowerCase()}webhookconfigurations`, {
        kind: `${sort}WebhookConfiguration`,
        metadata: { name: "fuzz-webhooks" },
        webhooks:
          sort === "Mutating" ? webhooks.map((each) => ({ ...each, reinvocationPolicy: "IfNeeded" })) : webhooks,
      }),
    ),
  ];
}

function post(apiVersion, plural, content) {
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const headers = { "content-type": "application/json" };
  return { method: "POST", path: `${root}/${plural}`, headers, body: JSON.stringify({ apiVersion, ...content }) };
}
