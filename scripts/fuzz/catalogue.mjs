import { requestedSamplesOf } from "./requested-samples.mjs";
import { samples } from "./samples.mjs";

const aggregated = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };

/**
 * Every resource that a server serves: its sample, its definition in `/openapi/v2` and its subresources.
 *
 * @param {(path: string, headers?: object) => Promise<any>} get resolves with the JSON at a path.
 * @param {{ certificateRequest: string, ca: string }} options a valid certificate request, in base64; the PEM of a certificate.
 */
export async function catalogueOf(get, { certificateRequest, ca }) {
  const known = [...samples, ...(await requestedSamplesOf(ca))];
  const { definitions } = await get("/openapi/v2");
  const nameOf = new Map();
  // DeleteOptions and the like belong to every group.
  for (const [name, { "x-kubernetes-group-version-kind": kinds = [] }] of Object.entries(definitions))
    if (kinds.length === 1) nameOf.set(keyOf(kinds[0]), name);
  const served = [];
  for (const root of ["/api", "/apis"]) {
    const { items } = await get(root, aggregated);
    for (const { metadata, versions } of items)
      for (const { version, resources } of versions)
        for (const each of resources) served.push(resourceOf({ group: metadata?.name ?? "", version }, each));
  }
  const missing = served
    .filter((each) => sampleOf(known, each) === undefined)
    .map((each) => `${each.groupVersion} ${each.kind}`);
  if (missing.length > 0) throw new Error(`scripts/fuzz has no sample of ${missing.join(", ")}`);
  const resources = served.map((each) => ({
    ...each,
    content: sampleOf(known, each),
    definition: nameOf.get(keyOf(each)),
  }));
  const requests = resources.find(({ kind }) => kind === "CertificateSigningRequest");
  requests.content = { spec: { ...requests.content.spec, request: certificateRequest } };
  return { resources, definitions };

  function resourceOf({ group, version }, { resource, responseKind, scope, subresources = [] }) {
    return {
      group,
      version,
      groupVersion: group === "" ? version : `${group}/${version}`,
      kind: responseKind.kind,
      plural: resource,
      namespaced: scope === "Namespaced",
      subresources: subresources.map(({ subresource }) => subresource),
    };
  }
}

/** An earlier version without a sample has that of the latest. */
function sampleOf(known, { group, groupVersion, plural }) {
  const ofKind = known.filter(([version, other]) => other === plural && groupOf(version) === group);
  return (ofKind.find(([version]) => version === groupVersion) ?? ofKind[0])?.[4];
}

function groupOf(groupVersion) {
  return groupVersion.includes("/") ? groupVersion.split("/")[0] : "";
}

function keyOf({ group, version, kind }) {
  return `${group}/${version} ${kind}`;
}
