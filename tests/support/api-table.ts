import type { Discovery } from "./discovery-facts.js";

const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"] as const;

/** What a client may rely on upstream and not here, of resources that are served. */
const notes: Readonly<Record<string, string>> = {
  "apiregistration.k8s.io/v1 apiservices":
    "one for each group version here, CustomResourceDefinitions' too; one with a `service` is proxied to",
  "autoscaling/v1 horizontalpodautoscalers": "the objects of v2, converted; no controller scales",
  "autoscaling/v2 horizontalpodautoscalers": "no controller scales",
  "flowcontrol.apiserver.k8s.io/v1 flowschemas": "upstream's are there at start; requests are scheduled by them",
  "flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations":
    "upstream's are there at start; requests are scheduled by them",
  "networking.k8s.io/v1 ipaddresses": "one for each Service's address; one that a client creates reserves nothing",
  "networking.k8s.io/v1 servicecidrs": "`kubernetes` is there at start; addresses of others are not allocated",
  "resource.k8s.io/v1 resourceclaims": "nothing allocates",
  "resource.k8s.io/v1 resourceclaimtemplates": "nothing makes claims of them",
  ...Object.fromEntries([
    ["admissionregistration.k8s.io/v1beta1 mutatingadmissionpolicies", "obeyed with the gate MutatingAdmissionPolicy"],
    ["certificates.k8s.io/v1alpha1 clustertrustbundles", "needs the gate ClusterTrustBundle"],
    ["certificates.k8s.io/v1alpha1 podcertificaterequests", "needs the gate PodCertificateRequest; nothing signs"],
    ["certificates.k8s.io/v1beta1 clustertrustbundles", "needs the gate ClusterTrustBundle"],
    ["coordination.k8s.io/v1beta1 leasecandidates", "nothing elects"],
    ["internal.apiserver.k8s.io/v1alpha1 storageversions", "nothing reports"],
    ["resource.k8s.io/v1alpha3 devicetaintrules", "nothing taints"],
    [
      "storagemigration.k8s.io/v1alpha1 storageversionmigrations",
      "needs the gate StorageVersionMigrator; nothing migrates",
    ],
  ]),
  "v1 componentstatuses": "computed when they are read, from this process",
};

const opening = `# Kinds and verbs

What Kubernetes 1.34 serves, and what is served here. ✓: served here as upstream; ✗: served upstream only. Versions with alpha or
beta in their names are served on request, here as there: by \`--runtime-config\`, and some kinds need a feature gate as well. Scope,
kind, short names, categories and storage hashes are upstream's as well, but for the differences that
[discovery.tsv](parity/discovery.tsv) explains. \`npx vitest run tests/discovery.test.ts --update\` writes this page from discovery
and from upstream's facts in [discovery.json](parity/discovery.json).
`;

interface Resource {
  readonly kind: string;
  readonly scope: string;
  readonly shortNames: string;
  readonly verbs: ReadonlySet<string>;
}

/** The page that compares upstream's discovery with ours, verb by verb. */
export function apiTable(upstream: Discovery, ours: Discovery): string {
  const groupVersions = new Map<string, string[]>();
  const counts = { all: 0, served: 0 };
  const unused = new Set(Object.keys(notes));
  for (const [fact, text] of upstream.facts) {
    const [word, groupVersion = "", name = ""] = fact.split(" ");
    if (word !== "resource") continue;
    const expected = resourceOf(text);
    const served = ours.facts.get(fact);
    const present = served === undefined ? new Set<string>() : resourceOf(served).verbs;
    counts.all++;
    if ([...expected.verbs].every((verb) => present.has(verb))) counts.served++;
    const key = `${groupVersion} ${name}`;
    unused.delete(key);
    const cells = verbs.map((verb) => (expected.verbs.has(verb) ? (present.has(verb) ? "✓" : "✗") : ""));
    const { kind, scope, shortNames } = expected;
    const row = [`\`${name}\``, kind, scope, shortNames, ...cells, notes[key] ?? ""];
    groupVersions.set(groupVersion, [...(groupVersions.get(groupVersion) ?? []), `| ${row.join(" | ")} |`]);
  }
  if (unused.size > 0) throw new Error(`notes on no resource: ${[...unused].join(", ")}`);
  const header = ["Resource", "Kind", "Scope", "Short names", ...verbs, "Different"];
  const head = [`| ${header.join(" | ")} |`, `| ${header.map(() => "---").join(" | ")} |`];
  const sections = [...groupVersions].map(([name, rows]) => [`## ${name}`, "", ...head, ...rows].join("\n"));
  const sum = `${counts.served} of ${counts.all} resources and subresources are served with all of upstream's verbs.`;
  return `${[opening, sum, "", sections.join("\n\n")].join("\n")}\n`;
}

/** A resource from its fact: `Pod Namespaced singular=pod short=po categories=all verbs=create,…`. */
function resourceOf(fact: string): Resource {
  const [kind = "", scope = "", ...rest] = fact.split(" ");
  const fields = new Map(rest.map((text) => text.split("=") as [name: string, value: string]));
  return {
    kind: kind.split("/").at(-1) ?? "",
    scope,
    shortNames: fields.get("short") ?? "",
    verbs: new Set((fields.get("verbs") ?? "").split(",")),
  };
}
