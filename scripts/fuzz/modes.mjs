import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startAccessServer } from "./access-server.mjs";

const group = "apiserver.config.k8s.io/v1";

/** Every plugin that is off by default, except the one that denies everything. */
const optionalPlugins = [
  "AlwaysAdmit",
  "NamespaceAutoProvision",
  "NamespaceExists",
  "LimitPodHardAntiAffinityTopology",
  "NodeRestriction",
  "AlwaysPullImages",
  "ImagePolicyWebhook",
  "PodNodeSelector",
  "PodTolerationRestriction",
  "EventRateLimit",
  "ExtendedResourceToleration",
  "OwnerReferencesPermissionEnforcement",
  "DenyServiceExternalIPs",
];

/** How the program is run, by the name of the mode: each resolves with its flags, and with whose requests are sent. */
const modes = {
  default: async () => ({ flags: [] }),
  /** Every kind and version that can be served on request, and the admission policies that mutate. */
  kinds: async () => ({
    flags: ["--runtime-config", "api/all=true", "--feature-gates", "AllAlpha=true,AllBeta=true"],
  }),
  /** Every admission plugin; the webhook for images answers nonsense. */
  admission: async ({ directory, random }) => {
    const server = await startAccessServer(random);
    const kubeConfigFile = await kubeconfig(directory, "images", `${server.url}/images`);
    const file = join(directory, "admission.yaml");
    const imagePolicy = { kubeConfigFile, allowTTL: 2, denyTTL: 2, retryBackoff: 1, defaultAllow: true };
    const limits = [
      { type: "Namespace", qps: 50, burst: 50, cacheSize: 10 },
      { type: "SourceAndObject", qps: 10, burst: 10, cacheSize: 10 },
    ];
    const plugins = [
      { name: "ImagePolicyWebhook", configuration: { imagePolicy } },
      {
        name: "EventRateLimit",
        configuration: { apiVersion: "eventratelimit.admission.k8s.io/v1alpha1", kind: "Configuration", limits },
      },
      {
        name: "PodNodeSelector",
        configuration: { podNodeSelectorPluginConfig: { clusterDefaultNodeSelector: "e=f" } },
      },
    ];
    await writeFile(file, JSON.stringify({ apiVersion: group, kind: "AdmissionConfiguration", plugins }));
    return {
      flags: [
        "--enable-admission-plugins",
        optionalPlugins.join(","),
        "--admission-control-config-file",
        file,
        "--authorization-mode",
        "Node,RBAC",
      ],
      close: server.close,
    };
  },
  /** Users whom a webhook authenticates, and what they may do as another says: both answer nonsense. */
  access: async ({ directory, random }) => {
    const server = await startAccessServer(random);
    const tokens = await kubeconfig(directory, "tokens", `${server.url}/tokens`);
    const decisions = await kubeconfig(directory, "decisions", `${server.url}/decisions`);
    return {
      flags: [
        ...["--authentication-token-webhook-config-file", tokens, "--authentication-token-webhook-version", "v1"],
        ...["--authentication-token-webhook-cache-ttl", "0s"],
        ...["--authorization-mode", "Node,Webhook", "--authorization-webhook-config-file", decisions],
        ...["--authorization-webhook-version", "v1", "--authorization-webhook-cache-authorized-ttl", "1ms"],
        ...["--authorization-webhook-cache-unauthorized-ttl", "1ms"],
      ],
      asOther,
      close: server.close,
    };
  },
};

export const modeNames = Object.keys(modes);

/**
 * @param {string} name one of `modeNames`.
 * @param {{ directory: string, random: import("./random.mjs").Random }} options `directory`: for files that flags name.
 * @returns {Promise<{ flags: string[], asOther?: typeof asOther, close?: () => void }>}
 */
export function modeOf(name, options) {
  if (!modeNames.includes(name)) throw new Error(`--mode must be one of ${modeNames.join(", ")}`);
  return modes[name](options);
}

/**
 * The same request by somebody whom the webhook knows, by somebody whom it never authenticates, or whom it never allows anything.
 * `refuses`: whether the answer must be a refusal.
 */
function asOther(random, made) {
  const sent = (user) => ({
    ...made,
    headers: { ...made.headers, authorization: `Bearer ${user}-${random.below(1000)}` },
    refuses: user !== "known",
  });
  switch (random.below(8)) {
    case 0:
      return made;
    case 1:
      return sent("unknown");
    case 2:
      return sent("denied");
    default:
      return sent("known");
  }
}

async function kubeconfig(directory, name, server) {
  const file = join(directory, `${name}.kubeconfig`);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: {} }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  await writeFile(file, JSON.stringify(content));
  return file;
}
